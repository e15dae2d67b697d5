"""Accounts of firms."""

from dataclasses import dataclass
from datetime import datetime

from portal.database import Database
from portal.errors import Invalid
from portal.identity import Environment, Scope, new_id, system
from portal.models import Account
from portal.services.activity import Event, Thing, record


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom a client turns to at the firm; stands on every page."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    hours: str | None = None
    privacy_url: str | None = None
    imprint_url: str | None = None


def create_account(database: Database, name: str, contact: Contact, *, at: datetime) -> str:
    """A new account; returns its id. Its first keys are made by `keys.create_key`."""
    if not name.strip():
        raise Invalid("name: an account needs a name")
    account_id = new_id("acc")
    for environment in Environment:
        scope = Scope(account_id, environment)
        with database.visit(system(scope), at=at) as visit, visit.write() as writing:
            if environment is Environment.LIVE:
                writing.add(
                    Account(
                        id=account_id,
                        name=name.strip(),
                        contact_name=contact.name,
                        contact_email=contact.email,
                        contact_phone=contact.phone,
                        contact_hours=contact.hours,
                        privacy_url=contact.privacy_url,
                        imprint_url=contact.imprint_url,
                        created_at=at,
                    )
                )
                writing.flush()
            record(visit, writing, Event.ACCOUNT_CREATED, Thing(account_id, name))
    return account_id
