"""The tables, a module a noun; every class says whose its rows are (`portal.tenancy.ownership`)."""

from portal.models.account import Account, Origin
from portal.models.activity import Activity, ActivityHead
from portal.models.api_call import ApiCall
from portal.models.base import Base
from portal.models.closed_period import ClosedDocument, ClosedPeriod
from portal.models.credential import Credential
from portal.models.customer import Customer
from portal.models.document import Document, DocumentCharge, DocumentLine, DocumentRelation, DocumentTax
from portal.models.entity import Entity
from portal.models.export import Export
from portal.models.file import File, FileLook
from portal.models.invitation import Invitation
from portal.models.item import Item, Tax
from portal.models.job import Job, Queued
from portal.models.key import Key
from portal.models.link import Link, LinkClaim, LinkCode
from portal.models.payment import Payment
from portal.models.series import NumberSeries
from portal.models.session import PortalSession
from portal.models.staff import Staff, StaffAssignment
from portal.models.user import ClientUser, Membership
from portal.models.version import DocumentVersion
from portal.models.webhook import Webhook, WebhookDelivery
from portal.models.whereabouts import Whereabouts

__all__ = [
    "Account",
    "Activity",
    "ActivityHead",
    "ApiCall",
    "Base",
    "ClientUser",
    "ClosedDocument",
    "ClosedPeriod",
    "Credential",
    "Customer",
    "Document",
    "DocumentCharge",
    "DocumentLine",
    "DocumentRelation",
    "DocumentTax",
    "DocumentVersion",
    "Entity",
    "Export",
    "File",
    "FileLook",
    "Invitation",
    "Item",
    "Job",
    "Key",
    "Link",
    "LinkClaim",
    "LinkCode",
    "Membership",
    "NumberSeries",
    "Origin",
    "Payment",
    "PortalSession",
    "Queued",
    "Staff",
    "StaffAssignment",
    "Tax",
    "Webhook",
    "WebhookDelivery",
    "Whereabouts",
]
