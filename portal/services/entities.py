"""Client businesses: made, given a logo, opened to their client or shut."""

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select

from portal.database import Database, Visit
from portal.door import digest_of
from portal.errors import Invalid, NotFound
from portal.identity import ClientAccess, new_id, system
from portal.models import Account, Credential, Entity
from portal.pdf import Logo
from portal.services.activity import Event, Thing, record
from portal.services.operator import name_of_entity
from portal.storage import Storage


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
