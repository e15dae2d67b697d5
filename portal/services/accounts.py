"""Setting up: accounts, their origins, entities, users and staff."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.database import Database, Visit
from portal.door import digest_of
from portal.errors import Invalid, NotFound
from portal.identity import ClientAccess, Environment, Role, Scope, new_id, system
from portal.models import Account, ClientUser, Credential, Entity, Membership, Origin, Staff, StaffAssignment
from portal.pdf import Logo
from portal.services.activity import Event, Thing, record
from portal.services.operator import name_of_entity
from portal.storage import Storage

_USUAL_PORTS = {"https": 443, "http": 80}


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


def add_origin(visit: Visit, origin: str) -> str:
    """Let an exact origin frame the portal; https, or http on a loopback name in the sandbox. Returns it cleaned."""
    cleaned = clean_origin(origin, visit.scope.environment)
    with visit.write() as writing:
        known = writing.scalars(select(Origin).where(Origin.origin == cleaned)).one_or_none()
        if known is None:
            writing.add(Origin(id=new_id("org"), origin=cleaned, created_at=visit.at))
    return cleaned


def list_origins(visit: Visit) -> tuple[str, ...]:
    """The origins that the account lets frame its clients' sessions, in alphabetical order."""
    return tuple(visit.session.scalars(select(Origin.origin).where(Origin.frames).order_by(Origin.origin)))


def clean_origin(origin: str, environment: Environment) -> str:
    """`https://host[:port]` and nothing more: no path, user, wildcard or character that could end a CSP source."""
    try:
        parts = urlsplit(origin.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise Invalid(f"origin: {origin!r} is no address, or its port is no number") from error
    shape = f"{parts.scheme}://{host}{'' if port is None else f':{port}'}"
    labels = host.split(".")
    well_formed = all(label and label.isascii() and label.replace("-", "").isalnum() for label in labels)
    if shape != origin.strip().lower().rstrip("/") or not well_formed:
        raise Invalid(f"origin: {origin!r} must be like https://app.example.com, without path or wildcard")
    local = host in {"localhost", "127.0.0.1"} or host.endswith(".localhost")
    loopback = environment is Environment.SANDBOX and local
    if parts.scheme != "https" and not (parts.scheme == "http" and loopback):
        raise Invalid("origin: must be https; http is for loopback names in the sandbox")
    # Browsers leave the usual port out, and origins are compared letter by letter.
    return shape.removesuffix(f":{_USUAL_PORTS[parts.scheme]}")


def create_entity(
    visit: Visit,
    database: Database,
    *,
    name: str,
    country: str,
    currency: str,
    locale: str,
    timezone: str,
    client_access: ClientAccess = ClientAccess.NONE,
    **particulars: Any,
) -> str:
    """A new entity of the account; returns its id. `particulars` are further columns: tax ids, address, bank."""
    _refuse_odd_entity(name, country, currency, timezone)
    entity_id = new_id("ent")
    with visit.write() as writing:
        if writing.scalars(select(Account.id)).one_or_none() is None:
            raise NotFound(f"there is no account {visit.scope.account_id}")
        writing.add(
            Entity(
                id=entity_id,
                name=name,
                country=country,
                currency=currency,
                locale=locale,
                timezone=timezone,
                client_access=client_access.value,
                created_at=visit.at,
                **particulars,
            )
        )
    with database.visit(system(visit.scope.within(entity_id)), at=visit.at) as inside, inside.write() as writing:
        digest = digest_of(name_of_entity(entity_id))
        writing.add(Credential(digest=digest, kind="entity", subject=entity_id))
        record(inside, writing, Event.ENTITY_CREATED, Thing(entity_id, name))
    return entity_id


def _refuse_odd_entity(name: str, country: str, currency: str, timezone: str) -> None:
    if not name.strip():
        raise Invalid("name: an entity needs a name")
    if len(country) != 2 or not country.isalpha() or not country.isupper():
        raise Invalid(f"country: {country!r} is not two capital letters, as in SI")
    if len(currency) != 3 or not currency.isalpha() or not currency.isupper():
        raise Invalid(f"currency: {currency!r} is not three capital letters, as in EUR")
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Invalid(f"timezone: {timezone!r} is unknown; write it as in Europe/Ljubljana") from error


def set_logo(visit: Visit, storage: Storage, data: bytes, mime: str) -> None:
    """Print this logo on the entity's documents from now on; SVG or PNG, Invalid says what else is wrong with it."""
    Logo(data, mime, visit.entity.name)
    digest = storage.put(visit.scope, data)
    with visit.write() as writing:
        entity = writing.scalars(select(Entity)).one()
        entity.logo_sha256, entity.logo_mime = digest, mime
        record(visit, writing, Event.ENTITY_CHANGED, Thing(entity.id, entity.name), logo=digest)


def change_client_access(visit: Visit, access: ClientAccess) -> None:
    """Switch how the client of this entity may enter; what it no longer allows ends with the next request."""
    with visit.write() as writing:
        entity = writing.scalars(select(Entity)).one()
        entity.client_access = access.value
        record(visit, writing, Event.ENTITY_CHANGED, Thing(entity.id, entity.name), client_access=access.value)


def add_user(visit: Visit, database: Database, *, email: str, name: str, role: Role, locale: str | None = None) -> str:
    """Make a person a member of this entity, or change the role of one who is; returns the user's id.

    The person is one of the account's, who may belong to several of its entities; who else they are is not seen here.
    """
    email = email.strip().lower()
    if email.count("@") != 1 or " " in email:
        raise Invalid(f"email: {email!r} is not an e-mail address")
    account = Scope(visit.scope.account_id, visit.scope.environment)
    with database.visit(system(account), at=visit.at) as outside, outside.write() as writing:
        user = writing.scalars(select(ClientUser).where(ClientUser.email == email)).one_or_none()
        if user is None:
            user = ClientUser(id=new_id("usr"), email=email, name=name, locale=locale, created_at=visit.at)
            writing.add(user)
    with visit.write() as writing:
        member = writing.scalars(select(Membership).where(Membership.user_id == user.id)).one_or_none()
        if member is None:
            writing.add(Membership(id=new_id("mem"), user_id=user.id, role=role.value, created_at=visit.at))
        else:
            member.role, member.ended_at = role.value, None
        record(visit, writing, Event.USER_ADDED, Thing(user.id, name), role=role.value)
    return user.id


def change_role(visit: Visit, user_id: str, role: Role | None) -> None:
    """Give a member another role, or none at all; takes effect with the user's next request."""
    with visit.write() as writing:
        member = writing.scalars(select(Membership).where(Membership.user_id == user_id)).one_or_none()
        if member is None:
            raise NotFound("no such user in this entity")
        member.role, member.ended_at = (role.value, None) if role else (member.role, visit.at)
        record(visit, writing, Event.USER_CHANGED, Thing(user_id, user_id), role=role.value if role else None)


def add_staff(visit: Visit, *, name: str, email: str) -> str:
    """A person of the firm; enters no entity until assigned to it."""
    staff_id = new_id("stf")
    with visit.write() as writing:
        writing.add(Staff(id=staff_id, name=name, email=email.strip().lower(), created_at=visit.at))
    return staff_id


def assign_staff(visit: Visit, staff_id: str, name: str) -> None:
    """Let a member of the account's staff work in this entity, from now on or again; NotFound for anybody else."""
    try:
        with visit.write() as writing:
            held = writing.scalars(select(StaffAssignment).where(StaffAssignment.staff_id == staff_id)).one_or_none()
            if held is None:
                writing.add(StaffAssignment(id=new_id("asg"), staff_id=staff_id, name=name, created_at=visit.at))
            else:
                held.name, held.ended_at = name, None
            record(visit, writing, Event.STAFF_ASSIGNED, Thing(staff_id, name))
    except IntegrityError as error:
        # From inside an entity the account's staff cannot be seen: the foreign key knows them.
        raise NotFound("no such member of staff") from error


def unassign_staff(visit: Visit, staff_id: str) -> None:
    """End an assignment; links and sessions of this member of staff in this entity end with their next request."""
    with visit.write() as writing:
        held = writing.scalars(
            select(StaffAssignment).where(StaffAssignment.staff_id == staff_id, StaffAssignment.ended_at.is_(None))
        ).one_or_none()
        if held is None:
            raise NotFound("no such member of staff in this entity")
        held.ended_at = visit.at
        record(visit, writing, Event.STAFF_UNASSIGNED, Thing(staff_id, held.name))
