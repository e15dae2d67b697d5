"""Keys in pages, as the firm's backend lists them."""

from sqlalchemy import ColumnElement, or_

from portal.database import Visit
from portal.models import Key
from portal.services.catalog.kept import shown
from portal.services.firm.keys import KeyView, view_of_key
from portal.services.lists.listing import Found, Listing, Wanted, list_rows
from portal.services.lists.query_language import Field, Kind
from portal.tokens import KeyRing

KEYS = Listing(
    "keys",
    Key,
    fields={
        "id": Field(Key.id, sorted=True),
        "kind": Field(Key.kind),
        "name": Field(Key.name, sorted=True),
        "entity_id": Field(Key.entity_id),
        "created_at": Field(Key.created_at, Kind.INSTANT, sorted=True),
        "expires_at": Field(Key.ends_at, Kind.INSTANT, sorted=True),
        "last_used_at": Field(Key.last_used_at, Kind.INSTANT, sorted=True),
    },
    searched=(Key.name,),
)


def find_keys(visit: Visit, ring: KeyRing, wanted: Wanted, *, ended: bool = False) -> Found[KeyView]:
    """A page of the live keys of this entity, or of the account and all its entities; with those that have ended where
    they are asked for. Raises Invalid, naming the parameter."""
    live: list[ColumnElement[bool]] = [] if ended else [or_(Key.ends_at.is_(None), Key.ends_at > visit.at)]
    return shown(list_rows(visit, ring, KEYS, wanted, *live), view_of_key)
