"""The tables, a module a noun; every class says whose its rows are (`portal.tenancy.ownership`)."""

from portal.models.access import Credential, Key, Link, LinkClaim, PortalSession
from portal.models.account import Account, Origin, Staff, StaffAssignment
from portal.models.base import Base
from portal.models.business import Customer, Item, NumberSeries, Payment, Tax
from portal.models.document import Document, DocumentCharge, DocumentLine, DocumentRelation, DocumentTax
from portal.models.entity import ClientUser, Entity, Membership
from portal.models.records import Activity, ActivityHead, Export, File, Job, Webhook

__all__ = [
    "Account",
    "Activity",
    "ActivityHead",
    "Base",
    "ClientUser",
    "Credential",
    "Customer",
    "Document",
    "DocumentCharge",
    "DocumentLine",
    "DocumentRelation",
    "DocumentTax",
    "Entity",
    "Export",
    "File",
    "Item",
    "Job",
    "Key",
    "Link",
    "LinkClaim",
    "Membership",
    "NumberSeries",
    "Origin",
    "Payment",
    "PortalSession",
    "Staff",
    "StaffAssignment",
    "Tax",
    "Webhook",
]
