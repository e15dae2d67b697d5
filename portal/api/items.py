"""Items: what an entity sells."""

from typing import Any

from portal.api.listed import wanted_of
from portal.api.naming import named
from portal.api.route import Answer, Call, NoQuery, Noun, Reach
from portal.api.schemas.base import Body, Listed, ListQuery, page_of
from portal.api.schemas.items import ItemFields, ItemIn, ItemOut, ItemPatch
from portal.database import Visit
from portal.errors import Invalid
from portal.policy import Permission
from portal.services.catalog.items import (
    ItemView,
    change_item,
    create_item,
    delete_item,
    list_items,
    restore_item,
    show_item,
)
from portal.services.catalog.tax_choice import find_tax

noun = Noun("items", "What an entity sells, with its price and its tax. Deleted ones can be restored.")
_NAMES = {"currency": "currency_code", "tax_id": "tax_ids[0]"}


@noun.route(
    "GET",
    "/items",
    reach=Reach.ENTITY,
    permission=Permission.READ_DOCUMENTS,
    query=ListQuery,
    answer=Listed[ItemOut],
)
def list_all(visit: Visit, call: Call[Body, ListQuery]) -> Listed[ItemOut]:
    """List the entity's items."""
    found = list_items(visit, call.parts.ring, wanted_of(call.query))
    return page_of(found, [_shown(view) for view in found.rows])


@noun.route(
    "POST",
    "/items",
    reach=Reach.ENTITY,
    permission=Permission.WRITE_DOCUMENTS,
    body=ItemIn,
    answer=ItemOut,
)
def create(visit: Visit, call: Call[ItemIn, NoQuery]) -> Answer:
    """Make an item."""
    with named(_NAMES):
        made = create_item(visit, **_said(visit, call.body))
    return Answer(_shown(made), 201, {"Location": f"/api/v1/items/{made.id}"})


@noun.route(
    "GET",
    "/items/<item_id>",
    reach=Reach.THING,
    permission=Permission.READ_DOCUMENTS,
    answer=ItemOut,
)
def show(visit: Visit, call: Call[Body, NoQuery]) -> ItemOut:
    """Show an item."""
    return _shown(show_item(visit, call.path["item_id"]))


@noun.route(
    "PATCH",
    "/items/<item_id>",
    reach=Reach.THING,
    permission=Permission.WRITE_DOCUMENTS,
    body=ItemPatch,
    answer=ItemOut,
)
def change(visit: Visit, call: Call[ItemPatch, NoQuery]) -> ItemOut:
    """Change an item. Lines that were made from it stay as they are."""
    with named(_NAMES):
        return _shown(change_item(visit, call.path["item_id"], **_said(visit, call.body)))


@noun.route("DELETE", "/items/<item_id>", reach=Reach.THING, permission=Permission.WRITE_DOCUMENTS)
def delete(visit: Visit, call: Call[Body, NoQuery]) -> None:
    """Delete an item; lines that were made from it stay."""
    delete_item(visit, call.path["item_id"])


@noun.route(
    "POST",
    "/items/<item_id>/restore",
    reach=Reach.THING,
    permission=Permission.WRITE_DOCUMENTS,
    answer=ItemOut,
    status=200,
)
def restore(visit: Visit, call: Call[Body, NoQuery]) -> ItemOut:
    """Restore a deleted item."""
    return _shown(restore_item(visit, call.path["item_id"]))


def _said(visit: Visit, body: ItemFields) -> Any:
    """What was sent, by the services' names."""
    given = body.given()
    if "currency_code" in given:
        given["currency"] = given.pop("currency_code") or visit.entity.currency
    if given.get("tax_ids") and given.get("taxes"):
        raise Invalid("taxes: stand beside tax_ids; name the tax once")
    if "tax_ids" in given:
        given["tax_id"] = next(iter(given.pop("tax_ids") or ()), None)
    if "taxes" in given:
        for tax in given.pop("taxes") or (None,):
            wanted = tax and (tax.tax_id or find_tax(visit, rate=tax.rate, classification=tax.classification))
            given["tax_id"] = wanted or given.get("tax_id")
    return given


def _shown(view: ItemView) -> ItemOut:
    fields = {name: getattr(view, name) for name in ItemView.__dataclass_fields__}
    return ItemOut.model_validate({**fields, "currency_code": view.currency, "tax_ids": list(view.tax_ids)})
