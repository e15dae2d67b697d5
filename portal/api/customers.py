"""Customers: whom an entity invoices."""

from collections.abc import Mapping
from typing import Any

from portal.api.country_names import country_of
from portal.api.listed import wanted_of
from portal.api.naming import named
from portal.api.route import Answer, Call, NoQuery, Noun, Reach
from portal.api.schemas.base import Body, Listed, ListQuery, page_of
from portal.api.schemas.customers import CustomerFields, CustomerIn, CustomerOut, CustomerPatch
from portal.database import Visit
from portal.formats import territory
from portal.policy import Permission
from portal.services.catalog.customers import (
    CustomerView,
    change_customer,
    create_customer,
    delete_customer,
    list_customers,
    restore_customer,
    show_customer,
)

noun = Noun("customers", "Whom an entity invoices. Deleted ones are in no list and can be restored.")
_PLACE = {
    "address": "line1",
    "address_2": "line2",
    "post_code": "post_code",
    "city": "city",
    "state": "subdivision",
    "country_code": "country",
}
_NAMES = {f"address.{line}": name for name, line in _PLACE.items()}


@noun.route(
    "GET",
    "/customers",
    reach=Reach.ENTITY,
    permission=Permission.READ_DOCUMENTS,
    query=ListQuery,
    answer=Listed[CustomerOut],
)
def list_all(visit: Visit, call: Call[Body, ListQuery]) -> Listed[CustomerOut]:
    """List the entity's customers."""
    found = list_customers(visit, call.parts.ring, wanted_of(call.query))
    return page_of(found, [_shown(view) for view in found.rows])


@noun.route(
    "POST",
    "/customers",
    reach=Reach.ENTITY,
    permission=Permission.WRITE_DOCUMENTS,
    body=CustomerIn,
    answer=CustomerOut,
)
def create(visit: Visit, call: Call[CustomerIn, NoQuery]) -> Answer:
    """Make a customer."""
    with named(_NAMES):
        made = create_customer(visit, **_said(call.body, {}))
    return Answer(_shown(made), 201, {"Location": f"/api/v1/customers/{made.id}"})


@noun.route(
    "GET",
    "/customers/<customer_id>",
    reach=Reach.THING,
    permission=Permission.READ_DOCUMENTS,
    answer=CustomerOut,
)
def show(visit: Visit, call: Call[Body, NoQuery]) -> CustomerOut:
    """Show a customer."""
    return _shown(show_customer(visit, call.path["customer_id"]))


@noun.route(
    "PATCH",
    "/customers/<customer_id>",
    reach=Reach.THING,
    permission=Permission.WRITE_DOCUMENTS,
    body=CustomerPatch,
    answer=CustomerOut,
)
def change(visit: Visit, call: Call[CustomerPatch, NoQuery]) -> CustomerOut:
    """Change a customer. Documents that were issued keep what stood when they were."""
    customer_id = call.path["customer_id"]
    with named(_NAMES):
        return _shown(
            change_customer(visit, customer_id, **_said(call.body, show_customer(visit, customer_id).address))
        )


@noun.route("DELETE", "/customers/<customer_id>", reach=Reach.THING, permission=Permission.WRITE_DOCUMENTS)
def delete(visit: Visit, call: Call[Body, NoQuery]) -> None:
    """Delete a customer; its documents stay."""
    delete_customer(visit, call.path["customer_id"])


@noun.route(
    "POST",
    "/customers/<customer_id>/restore",
    reach=Reach.THING,
    permission=Permission.WRITE_DOCUMENTS,
    answer=CustomerOut,
    status=200,
)
def restore(visit: Visit, call: Call[Body, NoQuery]) -> CustomerOut:
    """Restore a deleted customer."""
    return _shown(restore_customer(visit, call.path["customer_id"]))


def _said(body: CustomerFields, address: Mapping[str, str]) -> Any:
    """What was sent, by the services' names; the lines of an address that were not sent stay."""
    given = body.given()
    if country := given.pop("country", None):
        given["country_code"] = country_of(country, given.get("country_code"))
    place = {_PLACE[name]: given.pop(name) for name in _PLACE if name in given}
    if given.get("bank_accounts"):
        given["bank_accounts"] = [account.model_dump(exclude_none=True) for account in given["bank_accounts"]]
    return {**given, "address": {**address, **place}} if place else given


def _shown(view: CustomerView) -> CustomerOut:
    fields = {name: getattr(view, name) for name in CustomerView.__dataclass_fields__}
    place = {name: view.address.get(line) for name, line in _PLACE.items()}
    code = place["country_code"]
    return CustomerOut.model_validate({**fields, **place, "country": territory(code, "en") if code else None})
