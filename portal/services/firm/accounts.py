"""Accounts of firms: made, shown, changed, given a logo."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Unpack

from sqlalchemy import select

from portal.database import Database, Visit
from portal.errors import NotFound
from portal.identity import Environment, Scope, new_id, system
from portal.models import Account
from portal.services.fields import clean_text, optional_email, optional_text, optional_url
from portal.services.firm.account_fields import AccountChanges, clean_account_changes, clean_limits
from portal.services.firm.logos import PNG, check_logo
from portal.services.history.activity import Event, Thing, record
from portal.settings import Settings
from portal.storage import Storage


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom a client turns to at the firm; stands on every page."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    hours: str | None = None
    privacy_url: str | None = None
    imprint_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    """An account as its firm sees it. `limits` are its own, by setting name: lifetimes in
    seconds, sizes in megabytes."""

    id: str
    name: str
    contact: Contact
    accent_color: str | None
    corner_radius: int | None
    theme: str | None
    logo_sha256: str | None
    viewers_export: bool
    limits: Mapping[str, int]
    created_at: datetime


def create_account(database: Database, name: str, contact: Contact, *, at: datetime) -> str:
    """A new account; returns its id. Its first keys are made by `keys.create_key`. Invalid names the wrong field."""
    columns = clean_account(name, contact)
    account_id = new_id("acc")
    for environment in Environment:
        scope = Scope(account_id, environment)
        with database.visit(system(scope), at=at) as visit, visit.write() as writing:
            if environment is Environment.LIVE:
                writing.add(Account(id=account_id, created_at=at, **columns))
                writing.flush()
            record(visit, writing, Event.ACCOUNT_CREATED, Thing(account_id, columns["name"]))
    return account_id


def clean_account(name: str, contact: Contact) -> dict[str, Any]:
    """The columns of an account that is to be made. Invalid names the wrong field."""
    return {
        "name": clean_text(name, "name"),
        "contact_name": optional_text(contact.name, "contact_name"),
        "contact_email": optional_email(contact.email, "contact_email"),
        "contact_phone": optional_text(contact.phone, "contact_phone"),
        "contact_hours": optional_text(contact.hours, "contact_hours"),
        "privacy_url": optional_url(contact.privacy_url, "privacy_url"),
        "imprint_url": optional_url(contact.imprint_url, "imprint_url"),
    }


def show_account(visit: Visit) -> AccountView:
    """The account of this visit as it is now. Raises NotFound."""
    account = visit.session.scalars(select(Account)).one_or_none()
    if account is None:
        raise NotFound(f"there is no account {visit.scope.account_id}")
    return _view(account)


def change_account(
    visit: Visit, database: Database, settings: Settings, **changes: Unpack[AccountChanges]
) -> AccountView:
    """Change what is named, in both environments, and return what then stands; both trails tell of it. Invalid names
    the wrong field.

    A limit can only be lower than the portal's own; a lifetime is not under a minute, a size not under a megabyte.
    """
    columns = clean_account_changes(changes)
    with visit.write() as writing:
        account = writing.scalars(select(Account)).one_or_none()
        if account is None:
            raise NotFound(f"there is no account {visit.scope.account_id}")
        if "limits" in changes:
            columns["limits"] = clean_limits(account.limits, changes["limits"], settings)
        changed = {name: value for name, value in columns.items() if getattr(account, name) != value}
        for name, value in changed.items():
            setattr(account, name, value)
        view, names = _view(account), ", ".join(sorted(changed))
        if changed:
            record(visit, writing, Event.ACCOUNT_CHANGED, Thing(view.id, view.name), changed=names)
    if changed:
        _tell_the_other(visit, database, Thing(view.id, view.name), changed=names)
    return view


def set_account_logo(visit: Visit, database: Database, storage: Storage, data: bytes) -> str:
    """Show this PNG on the account's pages from now on; returns its digest. Invalid says what is wrong with it."""
    check_logo(data, PNG, show_account(visit).name)
    # Both environments show it, and pages look for it in the one that every account has.
    digest = storage.put(Scope(visit.scope.account_id, Environment.LIVE), data)
    _change_logo(visit, database, digest, PNG)
    return digest


def remove_account_logo(visit: Visit, database: Database) -> None:
    """Show no logo on the account's pages from now on."""
    _change_logo(visit, database, None, None)


def _change_logo(visit: Visit, database: Database, digest: str | None, mime: str | None) -> None:
    with visit.write() as writing:
        account = writing.scalars(select(Account)).one()
        if account.logo_sha256 == digest:
            return
        account.logo_sha256, account.logo_mime = digest, mime
        thing = Thing(account.id, account.name)
        record(visit, writing, Event.ACCOUNT_CHANGED, thing, logo=digest or "")
    _tell_the_other(visit, database, thing, logo=digest or "")


def _tell_the_other(visit: Visit, database: Database, thing: Thing, **told: str) -> None:
    """Write down in the other environment's trail what was changed there, too, and by whom."""
    other = next(each for each in Environment if each is not visit.scope.environment)
    scope = Scope(visit.scope.account_id, other)
    with database.visit(system(scope), at=visit.at, address=visit.address) as there, there.write() as writing:
        record(there, writing, Event.ACCOUNT_CHANGED, thing, by=visit.actor, **told)


def _view(account: Account) -> AccountView:
    return AccountView(
        id=account.id,
        name=account.name,
        contact=Contact(
            name=account.contact_name,
            email=account.contact_email,
            phone=account.contact_phone,
            hours=account.contact_hours,
            privacy_url=account.privacy_url,
            imprint_url=account.imprint_url,
        ),
        accent_color=account.accent_color,
        corner_radius=account.corner_radius,
        theme=account.theme,
        logo_sha256=account.logo_sha256,
        viewers_export=account.viewers_export,
        limits=dict(account.limits),
        created_at=account.created_at,
    )
