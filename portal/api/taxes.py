"""Taxes: what an entity charges on its sales."""

from typing import Any

from portal.api.listed import wanted_of
from portal.api.naming import named
from portal.api.route import Answer, Call, NoQuery, Noun, Reach
from portal.api.schemas.base import Body, Listed, ListQuery, page_of
from portal.api.schemas.taxes import TaxFields, TaxIn, TaxOut, TaxPatch
from portal.database import Visit
from portal.policy import Permission
from portal.services.catalog.taxes import (
    TaxView,
    change_tax,
    create_tax,
    delete_tax,
    list_taxes,
    restore_tax,
    show_tax,
)

noun = Noun(
    "taxes",
    "What an entity charges on its sales. One that is set up here begins with those of its country, where its rates are"
    " known. Deleted ones can be restored.",
)
_NAMES = {"rates": "tax_rates"}


@noun.route(
    "GET",
    "/taxes",
    reach=Reach.ENTITY,
    permission=Permission.READ_DOCUMENTS,
    query=ListQuery,
    answer=Listed[TaxOut],
)
def list_all(visit: Visit, call: Call[Body, ListQuery]) -> Listed[TaxOut]:
    """List the entity's taxes."""
    found = list_taxes(visit, call.parts.ring, wanted_of(call.query))
    return page_of(found, [_shown(view) for view in found.rows])


@noun.route(
    "POST",
    "/taxes",
    reach=Reach.ENTITY,
    permission=Permission.WRITE_DOCUMENTS,
    body=TaxIn,
    answer=TaxOut,
)
def create(visit: Visit, call: Call[TaxIn, NoQuery]) -> Answer:
    """Make a tax."""
    with named(_NAMES):
        made = create_tax(visit, **_said(call.body))
    return Answer(_shown(made), 201, {"Location": f"/api/v1/taxes/{made.id}"})


@noun.route(
    "GET",
    "/taxes/<tax_id>",
    reach=Reach.THING,
    permission=Permission.READ_DOCUMENTS,
    answer=TaxOut,
)
def show(visit: Visit, call: Call[Body, NoQuery]) -> TaxOut:
    """Show a tax."""
    return _shown(show_tax(visit, call.path["tax_id"]))


@noun.route(
    "PATCH",
    "/taxes/<tax_id>",
    reach=Reach.THING,
    permission=Permission.WRITE_DOCUMENTS,
    body=TaxPatch,
    answer=TaxOut,
)
def change(visit: Visit, call: Call[TaxPatch, NoQuery]) -> TaxOut:
    """Change a tax. Documents that were issued keep their rates."""
    with named(_NAMES):
        return _shown(change_tax(visit, call.path["tax_id"], **_said(call.body)))


@noun.route("DELETE", "/taxes/<tax_id>", reach=Reach.THING, permission=Permission.WRITE_DOCUMENTS)
def delete(visit: Visit, call: Call[Body, NoQuery]) -> None:
    """Delete a tax."""
    delete_tax(visit, call.path["tax_id"])


@noun.route(
    "POST",
    "/taxes/<tax_id>/restore",
    reach=Reach.THING,
    permission=Permission.WRITE_DOCUMENTS,
    answer=TaxOut,
    status=200,
)
def restore(visit: Visit, call: Call[Body, NoQuery]) -> TaxOut:
    """Restore a deleted tax; it is not the default one then."""
    return _shown(restore_tax(visit, call.path["tax_id"]))


def _said(body: TaxFields) -> Any:
    """What was sent, by the services' names."""
    given = {name: value for name, value in body.given().items() if value is not None or name not in _NEEDED}
    if "tax_rates" in given:
        given["rates"] = [rate.model_dump() for rate in given.pop("tax_rates")]
    return given


# These have no empty value: null says nothing.
_NEEDED = frozenset({"tax_rates", "category", "is_default"})


def _shown(view: TaxView) -> TaxOut:
    fields = {name: getattr(view, name) for name in TaxView.__dataclass_fields__}
    return TaxOut.model_validate({**fields, "tax_rates": list(view.rates)})
