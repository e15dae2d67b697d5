"""History that comes as figures beside its PDF: what is said of a document, read as an e-invoice would be."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portal.documents.types import KINDS, DocumentType
from portal.einvoice import EInvoice, Line, Note, Party, PaymentMeans, Period, Reference, TaxGroup, Totals
from portal.errors import Invalid
from portal.formats import is_country, is_currency
from portal.models import Entity
from portal.services.documents.parties import seller_of
from portal.services.fields import clean_text, optional_text
from portal.services.importing.direction import Direction
from portal.services.importing.limits import NUMBER_CHARACTERS

EARLIEST, LATEST = date(1950, 1, 1), date(2200, 12, 31)
LONGEST_NOTE = 4_000
MOST_PARTS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedDocument:
    """A document as it stands on its paper. Of the two parties the entity itself may be left out.

    Without lines `lines` is empty; tax groups and totals are always stated, and never corrected.
    """

    type: DocumentType
    number: str
    issue_date: date
    currency: str
    seller: Party | None
    buyer: Party | None
    net: Decimal
    tax: Decimal
    gross: Decimal
    prepaid: Decimal = Decimal(0)
    due: Decimal | None = None
    tax_groups: tuple[TaxGroup, ...] = ()
    lines: tuple[Line, ...] = ()
    due_date: date | None = None
    supply_date: date | None = None
    period: Period | None = None
    note: str | None = None
    payment_terms: str | None = None
    payment_reference: str | None = None
    reference: str | None = None
    originals: tuple[Reference, ...] = ()


def told_direction(stated: StatedDocument, direction: Direction | None) -> Direction | None:
    """Which way it goes as far as it is said: by name, or by the one party that is stated. Raises Invalid."""
    if stated.seller is None and stated.buyer is None:
        raise Invalid("customer: is missing; state the customer of an issued document, the issuer of a received one")
    implied = Direction.ISSUED if stated.seller is None else Direction.RECEIVED if stated.buyer is None else None
    if implied is not None and direction not in (None, implied):
        missing = "customer" if direction is Direction.ISSUED else "issuer"
        raise Invalid(f"{missing}: is missing; a document that was {direction} states it")
    return implied or direction


def invoice_of(stated: StatedDocument, entity: Entity) -> EInvoice:
    """The document in the model of e-invoices, the entity put in where it was left out. Raises Invalid."""
    _refuse_odd(stated)
    own = seller_of(entity)
    note = optional_text(stated.note.replace("\n", " "), "note", longest=LONGEST_NOTE) if stated.note else None
    means = PaymentMeans(remittance=stated.payment_reference) if stated.payment_reference else None
    return EInvoice(
        syntax="fields",
        number=clean_text(stated.number, "number", longest=NUMBER_CHARACTERS),
        type_code=KINDS[stated.type].code,
        issue_date=stated.issue_date,
        currency=stated.currency,
        seller=stated.seller or own,
        buyer=stated.buyer or own,
        totals=Totals(
            lines=sum((line.net for line in stated.lines), Decimal(0)) if stated.lines else stated.net,
            net=stated.net,
            tax=stated.tax,
            gross=stated.gross,
            prepaid=stated.prepaid,
            due=stated.gross - stated.prepaid if stated.due is None else stated.due,
        ),
        tax_groups=stated.tax_groups,
        lines=stated.lines,
        due_date=stated.due_date,
        delivery_date=stated.supply_date,
        period=stated.period,
        payment_terms=stated.payment_terms,
        payment_means=(means,) if means else (),
        buyer_reference=stated.reference,
        preceding=stated.originals,
        notes=(Note(stated.note),) if note and stated.note else (),
    )


def _refuse_odd(stated: StatedDocument) -> None:
    if not is_currency(stated.currency):
        raise Invalid(f"currency_code: {stated.currency!r} is no currency of ISO 4217")
    for field, day in (
        ("date", stated.issue_date),
        ("date_due", stated.due_date),
        ("date_service", stated.supply_date),
    ):
        if day is not None and not EARLIEST <= day <= LATEST:
            raise Invalid(f"{field}: {day} is not between {EARLIEST} and {LATEST}")
    for field, party in (("issuer", stated.seller), ("customer", stated.buyer)):
        _refuse_odd_party(field, party)
    for name, parts in (("items", stated.lines), ("taxes", stated.tax_groups)):
        if len(parts) > MOST_PARTS:
            raise Invalid(f"{name}: {len(parts)} are more than {MOST_PARTS}")
    if stated.tax and not stated.tax_groups:
        raise Invalid("taxes: is missing; state base and amount by rate where there is VAT")


def _refuse_odd_party(field: str, party: Party | None) -> None:
    if party is None:
        return
    clean_text(party.name, f"{field}.name")
    country = party.address.country if party.address else None
    if country is not None and not is_country(country):
        raise Invalid(f"{field}.country_code: {country!r} is no country of ISO 3166")
