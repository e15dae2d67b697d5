"""Client businesses: made, shown, changed, given a logo, opened to their client or shut."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Unpack

from sqlalchemy import select

from portal.database import Database, Visit
from portal.door import digest_of
from portal.errors import Conflict, NotFound
from portal.identity import ClientAccess, Environment, new_id, system
from portal.models import Account, Credential, Document, Entity
from portal.services.catalog.taxes import add_usual_taxes
from portal.services.firm.entity_fields import EntityChanges, EntityParticulars, clean_entity
from portal.services.firm.logos import check_logo
from portal.services.firm.operator import name_of_entity
from portal.services.history.activity import Event, Thing, record
from portal.storage import Storage


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityView:
    """An entity as its firm sees it. `address`, `bank_accounts` and `legal_notes` are as `entity_fields` has them."""

    id: str
    environment: Environment
    name: str
    country: str
    currency: str
    locale: str
    timezone: str
    client_access: ClientAccess
    vat_id: str | None
    tax_number: str | None
    company_number: str | None
    address: Mapping[str, Any]
    email: str | None
    phone: str | None
    bank_accounts: tuple[Mapping[str, Any], ...]
    legal_notes: tuple[str, ...]
    logo_sha256: str | None
    settings: Mapping[str, Any]
    meta: Mapping[str, str]
    created_at: datetime
    updated_at: datetime | None


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
    **particulars: Unpack[EntityParticulars],
) -> str:
    """A new entity of the account, with the taxes that its country has; returns its id. Invalid names the field that
    cannot be taken."""
    stated = {"name": name, "country": country, "currency": currency, "locale": locale, "timezone": timezone}
    columns = clean_entity({**stated, "client_access": client_access, **particulars}, country)
    entity_id = new_id("ent")
    with visit.write() as writing:
        if writing.scalars(select(Account.id)).one_or_none() is None:
            raise NotFound(f"there is no account {visit.scope.account_id}")
        writing.add(Entity(id=entity_id, created_at=visit.at, **columns))
    with database.visit(system(visit.scope.within(entity_id)), at=visit.at) as inside:
        today = inside.today
        with inside.write() as writing:
            digest = digest_of(name_of_entity(entity_id))
            writing.add(Credential(digest=digest, kind="entity", subject=entity_id))
            record(inside, writing, Event.ENTITY_CREATED, Thing(entity_id, columns["name"]))
            add_usual_taxes(inside, writing, country, today)
    return entity_id


def list_entities(visit: Visit) -> tuple[EntityView, ...]:
    """All entities of the account in this environment, by name; from inside an entity that one alone."""
    return tuple(map(view_of, visit.session.scalars(select(Entity).order_by(Entity.name, Entity.id))))


def show_entity(visit: Visit) -> EntityView:
    """The entity of this visit as it is now. Raises NotFound."""
    inside = visit.scope.entity_id is not None
    entity = visit.session.scalars(select(Entity)).one_or_none() if inside else None
    if entity is None:
        raise NotFound("no such entity in this account")
    return view_of(entity)


@contextmanager
def enter_entity(visit: Visit, database: Database, entity_id: str) -> Iterator[Visit]:
    """A visit of the same actor inside one of its account's entities. Raises NotFound for any other."""
    actor = replace(visit.actor, scope=visit.scope.within(entity_id))
    with database.visit(actor, at=visit.at, address=visit.address, recheck=visit.recheck) as inside:
        show_entity(inside)
        yield inside


def enter_each(visit: Visit, database: Database) -> Iterator[Visit]:
    """A visit inside each of the account's entities, one after the other."""
    entity_ids = visit.session.scalars(select(Entity.id).order_by(Entity.id)).all()
    # On SQLite a reading that stays open would not see what is written in the entities meanwhile.
    visit.stop_reading()
    for entity_id in entity_ids:
        with enter_entity(visit, database, entity_id) as inside:
            yield inside


def change_entity(visit: Visit, **changes: Unpack[EntityChanges]) -> EntityView:
    """Change what is named and return what then stands. Documents that were issued keep what stood when they were.

    Invalid for a field that cannot be taken. Conflict for another country once the entity has issued a document of its
    own in live: its numbers and its taxes are of the country that they were issued in.
    """
    with visit.write() as writing:
        entity = writing.scalars(select(Entity)).one_or_none()
        if entity is None:
            raise NotFound("no such entity in this account")
        columns = clean_entity(changes, changes.get("country", entity.country))
        country = columns.get("country", entity.country)
        if country != entity.country:
            _refuse_new_country(visit, writing.scalars(_ISSUED).first() is not None)
            # The id that stands has to be right in the new country, too.
            columns |= clean_entity({"vat_id": columns.get("vat_id", entity.vat_id)}, country)
        changed = {name: value for name, value in columns.items() if getattr(entity, name) != value}
        for name, value in changed.items():
            setattr(entity, name, value)
        if changed:
            entity.updated_at = visit.at
            access = changed.get("client_access")
            names = ", ".join(sorted(changed))
            record(
                visit, writing, Event.ENTITY_CHANGED, Thing(entity.id, entity.name), changed=names, client_access=access
            )
        return view_of(entity)


_ISSUED = select(Document.id).where(
    Document.direction == "issued", Document.origin == "native", Document.is_draft.is_(False)
)


def _refuse_new_country(visit: Visit, has_issued: bool) -> None:
    if has_issued and visit.scope.environment is Environment.LIVE:
        raise Conflict("country: the entity has issued documents in its country; make a new entity for another one")


def set_logo(visit: Visit, storage: Storage, data: bytes, mime: str) -> None:
    """Print this logo on the entity's documents from now on; SVG or PNG, Invalid says what else is wrong with it."""
    check_logo(data, mime, visit.entity.name)
    digest = storage.put(visit.scope, data)
    with visit.write() as writing:
        entity = writing.scalars(select(Entity)).one()
        entity.logo_sha256, entity.logo_mime, entity.updated_at = digest, mime, visit.at
        record(visit, writing, Event.ENTITY_CHANGED, Thing(entity.id, entity.name), logo=digest)


def remove_logo(visit: Visit) -> None:
    """Print no logo on the entity's documents from now on."""
    with visit.write() as writing:
        entity = writing.scalars(select(Entity)).one()
        if entity.logo_sha256 is not None:
            entity.logo_sha256, entity.logo_mime, entity.updated_at = None, None, visit.at
            record(visit, writing, Event.ENTITY_CHANGED, Thing(entity.id, entity.name), logo="")


def view_of(entity: Entity) -> EntityView:
    """An entity's row as its firm sees it."""
    return EntityView(
        id=entity.id,
        environment=Environment(entity.environment),
        name=entity.name,
        country=entity.country,
        currency=entity.currency,
        locale=entity.locale,
        timezone=entity.timezone,
        client_access=ClientAccess(entity.client_access),
        vat_id=entity.vat_id,
        tax_number=entity.tax_number,
        company_number=entity.company_number,
        address=entity.address,
        email=entity.email,
        phone=entity.phone,
        bank_accounts=tuple(entity.bank_accounts),
        legal_notes=tuple(entity.legal_notes),
        logo_sha256=entity.logo_sha256,
        settings=entity.settings,
        meta=dict(entity.meta),
        created_at=entity.created_at,
        updated_at=entity.updated_at,
    )
