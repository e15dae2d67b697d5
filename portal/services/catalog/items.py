"""What the entity sells: made, shown, listed, changed, deleted and restored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Unpack

from portal.database import Visit
from portal.identity import new_id
from portal.models import Item
from portal.services.catalog.item_fields import ItemChanges, clean_item
from portal.services.catalog.kept import change_row, kept_row, shown
from portal.services.history.activity import Event, Thing, record
from portal.services.lists.listing import Found, Listing, Wanted, list_rows
from portal.services.lists.query_language import Field, Kind
from portal.tokens import KeyRing


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """An item as the firm sees it. Of `price` (without tax) and `gross_price` (with it) one is None."""

    id: str
    entity_id: str
    name: str
    description: str | None
    classification: str | None
    unit: str | None
    price: Decimal | None
    gross_price: Decimal | None
    currency: str
    tax_id: str | None
    metadata: Mapping[str, str]
    created_at: datetime
    updated_at: datetime | None
    deleted_at: datetime | None

    @property
    def tax_ids(self) -> tuple[str, ...]:
        """The tax as a list of one at most."""
        return (self.tax_id,) if self.tax_id else ()


LISTING = Listing(
    "items",
    Item,
    {
        "id": Field(Item.id),
        "name": Field(Item.name, sorted=True),
        "description": Field(Item.description),
        "classification": Field(Item.classification),
        "unit": Field(Item.unit),
        "currency_code": Field(Item.currency),
        "tax_id": Field(Item.tax_id),
        "created_at": Field(Item.created_at, Kind.INSTANT, sorted=True),
        "updated_at": Field(Item.updated_at, Kind.INSTANT, sorted=True),
    },
    searched=(Item.name, Item.description),
    free={"metadata": Item.meta},
)


def list_items(visit: Visit, ring: KeyRing, wanted: Wanted) -> Found[ItemView]:
    """A page of the items that were not deleted. Raises Invalid, naming the parameter."""
    return shown(list_rows(visit, ring, LISTING, wanted, Item.deleted_at.is_(None)), _view)


def show_item(visit: Visit, item_id: str) -> ItemView:
    """One item. Raises NotFound."""
    return _view(kept_row(visit.session, Item, item_id))


def create_item(visit: Visit, **said: Unpack[ItemChanges]) -> ItemView:
    """A new item: a name, and a price with or without tax. Raises Invalid, naming the field."""
    currency = visit.entity.currency
    with visit.write() as writing:
        columns = clean_item(writing, {"name": "", "currency": currency, **said}, has_price=False)
        item = Item(**_EMPTY | {"id": new_id("itm"), "created_at": visit.at} | columns)
        writing.add(item)
        writing.flush()
        record(visit, writing, Event.ITEM_ADDED, Thing(item.id, item.name))
        return _view(item)


def change_item(visit: Visit, item_id: str, **changes: Unpack[ItemChanges]) -> ItemView:
    """Change what is named; a price of one kind takes the place of one of the other. Raises NotFound, Invalid."""
    with visit.write() as writing:
        row = kept_row(writing, Item, item_id)
        columns = clean_item(writing, changes, has_price=True)
        thing = Thing(row.id, columns.get("name", row.name))
        change_row(visit, writing, row, columns, Event.ITEM_CHANGED, thing)
        return _view(row)


def delete_item(visit: Visit, item_id: str) -> None:
    """Take it out of the lists; lines that were made from it stay, and it can be restored. Raises NotFound."""
    with visit.write() as writing:
        row = kept_row(writing, Item, item_id)
        row.deleted_at = visit.at
        record(visit, writing, Event.ITEM_DELETED, Thing(row.id, row.name))


def restore_item(visit: Visit, item_id: str) -> ItemView:
    """Put a deleted one back. Raises NotFound for any other."""
    with visit.write() as writing:
        row = kept_row(writing, Item, item_id, deleted=True)
        row.deleted_at = None
        record(visit, writing, Event.ITEM_RESTORED, Thing(row.id, row.name))
        return _view(row)


# A new row's attributes without a value are not there until it is read again.
_EMPTY: dict[str, Any] = dict.fromkeys(
    ("description", "classification", "unit", "tax_id", "updated_at", "deleted_at")
) | {"meta": {}}


def _view(row: Item) -> ItemView:
    return ItemView(
        id=row.id,
        entity_id=row.entity_id,
        name=row.name,
        description=row.description,
        classification=row.classification,
        unit=row.unit,
        price=None if row.price_has_tax else row.price,
        gross_price=row.price if row.price_has_tax else None,
        currency=row.currency,
        tax_id=row.tax_id,
        metadata=row.meta,
        created_at=row.created_at,
        updated_at=row.updated_at,
        deleted_at=row.deleted_at,
    )
