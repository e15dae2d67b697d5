"""Payments: money received for documents, or given back."""

from typing import Any

from portal.api.listed import wanted_of
from portal.api.naming import named
from portal.api.route import Answer, Call, NoQuery, Noun, Reach
from portal.api.schemas.base import Body, Listed, ListQuery, page_of
from portal.api.schemas.payments import PaymentIn, PaymentOut, PaymentPatch
from portal.database import Visit
from portal.errors import Invalid
from portal.policy import Permission
from portal.services.catalog.payments import (
    PaymentView,
    change_payment,
    delete_payment,
    list_payments,
    record_payment,
    restore_payment,
    show_payment,
)

noun = Noun(
    "payments",
    "Money received for invoices and advance invoices, given back for credit notes, or a credit note set off against an"
    " invoice. Never more than is open. Deleted ones can be restored.",
)


@noun.route(
    "GET",
    "/payments",
    reach=Reach.ENTITY,
    permission=Permission.READ_DOCUMENTS,
    query=ListQuery,
    answer=Listed[PaymentOut],
)
def list_all(visit: Visit, call: Call[Body, ListQuery]) -> Listed[PaymentOut]:
    """List the entity's payments."""
    found = list_payments(visit, call.parts.ring, wanted_of(call.query))
    return page_of(found, [_shown(view) for view in found.rows])


@noun.route(
    "POST",
    "/payments",
    reach=Reach.ENTITY,
    permission=Permission.WRITE_DOCUMENTS,
    body=PaymentIn,
    answer=PaymentOut,
)
def create(visit: Visit, call: Call[PaymentIn, NoQuery]) -> Answer:
    """Record a payment, or set off a credit note."""
    said, paid_by = _said(call.body)
    with named({"document_id": paid_by}):
        made = record_payment(visit, **said)
    return Answer(_shown(made), 201, {"Location": f"/api/v1/payments/{made.id}"})


@noun.route(
    "GET",
    "/payments/<payment_id>",
    reach=Reach.THING,
    permission=Permission.READ_DOCUMENTS,
    answer=PaymentOut,
)
def show(visit: Visit, call: Call[Body, NoQuery]) -> PaymentOut:
    """Show a payment."""
    return _shown(show_payment(visit, call.path["payment_id"]))


@noun.route(
    "PATCH",
    "/payments/<payment_id>",
    reach=Reach.THING,
    permission=Permission.WRITE_DOCUMENTS,
    body=PaymentPatch,
    answer=PaymentOut,
)
def change(visit: Visit, call: Call[PaymentPatch, NoQuery]) -> PaymentOut:
    """Change a payment; what is open on its document follows."""
    given = call.body.given()
    said: Any = {name: value for name, value in given.items() if value is not None or name not in _NEEDED}
    return _shown(change_payment(visit, call.path["payment_id"], **said))


@noun.route("DELETE", "/payments/<payment_id>", reach=Reach.THING, permission=Permission.WRITE_DOCUMENTS)
def delete(visit: Visit, call: Call[Body, NoQuery]) -> None:
    """Delete a payment; what it settled is open again."""
    delete_payment(visit, call.path["payment_id"])


@noun.route(
    "POST",
    "/payments/<payment_id>/restore",
    reach=Reach.THING,
    permission=Permission.WRITE_DOCUMENTS,
    answer=PaymentOut,
    status=200,
)
def restore(visit: Visit, call: Call[Body, NoQuery]) -> PaymentOut:
    """Restore a deleted payment."""
    return _shown(restore_payment(visit, call.path["payment_id"]))


# These have no empty value: null says nothing.
_NEEDED = frozenset({"amount", "type", "date"})
_PREFIXES = {"invoice_id": "inv_", "advance_invoice_id": "adv_", "credit_note_id": "cre_"}


def _said(body: PaymentIn) -> tuple[Any, str]:
    """What was sent, by the services' names, and the field that names the document that is paid."""
    given = {name: value for name, value in body.given().items() if value is not None}
    for name, prefix in _PREFIXES.items():
        if not given.get(name, prefix).startswith(prefix):
            raise Invalid(f"{name}: {given[name]!r} is the id of something else; this one begins with {prefix}")
    is_set_off = body.type == "credit_note"
    bills = [
        name for name in ("document_id", *_PREFIXES) if name in given and (name != "credit_note_id" or not is_set_off)
    ]
    if len(bills) != 1:
        raise Invalid("document_id: name the one document that is paid, here or in the field of its type")
    given["document_id"] = given.pop(bills[0])
    if "currency_code" in given:
        given["currency"] = given.pop("currency_code")
    return given, bills[0]


def _shown(view: PaymentView) -> PaymentOut:
    fields = {name: getattr(view, name) for name in PaymentView.__dataclass_fields__}
    return PaymentOut.model_validate({**fields, "currency_code": view.currency})
