"""The taxes that the entity charges: made, shown, listed, changed, deleted and restored; one of them is the default."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Unpack

from sqlalchemy import select

from portal.database import Visit
from portal.documents.countries import Profile, profile_of
from portal.errors import Conflict
from portal.identity import new_id
from portal.models import Tax
from portal.services.catalog.kept import change_row, kept_row, shown
from portal.services.catalog.tax_fields import SITUATIONS, TaxChanges, clean_tax, usual_name
from portal.services.history.activity import Event, Thing, record
from portal.services.lists.listing import Found, Listing, Wanted, list_rows
from portal.services.lists.query_language import Field, Kind
from portal.services.turns import take_turn
from portal.tenancy.fence import FencedSession
from portal.tokens import KeyRing


@dataclass(frozen=True, slots=True)
class RateView:
    """A rate in per cent, from a day on."""

    rate: Decimal
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxView:
    """A tax as the firm sees it; `rates` newest first, `reason` where nothing is charged."""

    id: str
    entity_id: str
    name: str
    category: str
    classification: str | None
    rates: tuple[RateView, ...]
    reason: str | None
    reason_code: str | None
    is_default: bool
    metadata: Mapping[str, str]
    created_at: datetime | None
    updated_at: datetime | None
    deleted_at: datetime | None

    def rate_on(self, day: date) -> Decimal | None:
        """The rate of a day; None before the first."""
        return next((span.rate for span in self.rates if span.valid_from <= day), None)


LISTING = Listing(
    "taxes",
    Tax,
    {
        "id": Field(Tax.id, sorted=True),
        "name": Field(Tax.name, sorted=True),
        "category": Field(Tax.category),
        "classification": Field(Tax.classification),
        "is_default": Field(Tax.is_default, Kind.FLAG),
        "created_at": Field(Tax.created_at, Kind.INSTANT, sorted=True),
        "updated_at": Field(Tax.updated_at, Kind.INSTANT, sorted=True),
    },
    searched=(Tax.name, Tax.classification),
    free={"metadata": Tax.meta},
)


def list_taxes(visit: Visit, ring: KeyRing, wanted: Wanted) -> Found[TaxView]:
    """A page of the taxes that were not deleted. Raises Invalid, naming the parameter."""
    return shown(list_rows(visit, ring, LISTING, wanted, Tax.deleted_at.is_(None)), tax_view)


def show_tax(visit: Visit, tax_id: str) -> TaxView:
    """One tax. Raises NotFound."""
    return tax_view(kept_row(visit.session, Tax, tax_id))


def create_tax(visit: Visit, **said: Unpack[TaxChanges]) -> TaxView:
    """A new tax, which needs a rate. Raises Invalid, naming the field, and Conflict (`classification_taken`)."""
    profile, today = profile_of(visit.entity.country), visit.today
    with visit.write() as writing:
        take_turn(writing)
        columns = clean_tax({"name": None, **said}, category=None, rates=())
        tax = Tax(**_EMPTY | {"id": new_id("tax"), "created_at": visit.at} | columns)
        _explain(tax, profile, today)
        _refuse_taken(writing, tax.classification, tax.id)
        if tax.is_default:
            _be_the_only_default(writing, tax.id)
        writing.add(tax)
        writing.flush()
        record(visit, writing, Event.TAX_ADDED, Thing(tax.id, tax.name))
        return tax_view(tax)


def change_tax(visit: Visit, tax_id: str, **changes: Unpack[TaxChanges]) -> TaxView:
    """Change what is named. Documents that were issued keep their rates. Raises NotFound, Invalid, Conflict."""
    profile, today = profile_of(visit.entity.country), visit.today
    with visit.write() as writing:
        take_turn(writing)
        row = kept_row(writing, Tax, tax_id)
        columns = clean_tax(changes, category=row.category, rates=row.rates)
        _refuse_taken(writing, columns.get("classification"), row.id)
        if columns.get("is_default"):
            _be_the_only_default(writing, row.id)
        if "name" not in changes and row.name == usual_name(row.rates) and "rates" in columns:
            columns["name"] = usual_name(columns["rates"])
        thing = Thing(row.id, columns.get("name", row.name))
        change_row(visit, writing, row, columns, Event.TAX_CHANGED, thing)
        _explain(row, profile, today)
        return tax_view(row)


def delete_tax(visit: Visit, tax_id: str) -> None:
    """Take it out of the lists; it can be restored. The default one leaves none behind. Raises NotFound."""
    with visit.write() as writing:
        row = kept_row(writing, Tax, tax_id)
        row.deleted_at, row.is_default = visit.at, False
        record(visit, writing, Event.TAX_DELETED, Thing(row.id, row.name))


def restore_tax(visit: Visit, tax_id: str) -> TaxView:
    """Put a deleted one back, not as the default one. Raises NotFound, and Conflict (`classification_taken`)."""
    with visit.write() as writing:
        take_turn(writing)
        row = kept_row(writing, Tax, tax_id, deleted=True)
        _refuse_taken(writing, row.classification, row.id)
        row.deleted_at = None
        record(visit, writing, Event.TAX_RESTORED, Thing(row.id, row.name))
        return tax_view(row)


def add_usual_taxes(visit: Visit, writing: FencedSession, country: str, today: date) -> None:
    """The taxes of its country's profile for a new entity, in the transaction that makes it.

    A country without a known rate has none, and the firm states its own.
    """
    profile = profile_of(country)
    for tax in _of_profile(profile, today):
        tax.created_at = visit.at
        writing.add(tax)
        writing.flush()
        record(visit, writing, Event.TAX_ADDED, Thing(tax.id, tax.name), profile=profile.country)


def _of_profile(profile: Profile, today: date) -> list[Tax]:
    made = []
    for known in profile.taxes:
        rates = [{"rate": f"{each.rate:f}", "valid_from": each.valid_from.isoformat()} for each in known.rates]
        columns: dict[str, Any] = {"category": known.category, "classification": known.classification, "rates": rates}
        columns |= {"id": new_id("tax"), "name": usual_name(rates), "is_default": known.is_default}
        tax = Tax(**_EMPTY | columns)
        _explain(tax, profile, today)
        made.append(tax)
    return made


def _explain(tax: Tax, profile: Profile, today: date) -> None:
    """A tax that charges nothing says why (BR-E-10 and its sisters): in the country's own words, unless it has some."""
    situation = SITUATIONS.get(tax.category)
    if situation is None:
        # S and Z must state none (BR-S-10, BR-Z-10).
        tax.reason = tax.reason_code = None
    legend = profile.legend(situation, today) if situation and tax.reason is None else None
    if legend is not None:
        tax.reason, tax.reason_code = legend.text, tax.reason_code or legend.reason_code


def _refuse_taken(writing: FencedSession, classification: str | None, tax_id: str) -> None:
    taken = select(Tax.id).where(Tax.classification == classification, Tax.deleted_at.is_(None), Tax.id != tax_id)
    if classification is not None and writing.scalars(taken).first() is not None:
        raise Conflict(f"classification: another tax is {classification!r} already", code="classification_taken")


def _be_the_only_default(writing: FencedSession, tax_id: str) -> None:
    for other in writing.scalars(select(Tax).where(Tax.is_default.is_(True), Tax.id != tax_id)):
        other.is_default = False


# A new row's attributes without a value are not there until it is read again.
_EMPTY: dict[str, Any] = dict.fromkeys(("classification", "reason", "reason_code", "updated_at", "deleted_at")) | {
    "is_default": False,
    "meta": {},
}


def tax_view(row: Tax) -> TaxView:
    """A tax from its row."""
    return TaxView(
        id=row.id,
        entity_id=row.entity_id,
        name=row.name,
        category=row.category,
        classification=row.classification,
        rates=tuple(RateView(Decimal(span["rate"]), date.fromisoformat(span["valid_from"])) for span in row.rates),
        reason=row.reason,
        reason_code=row.reason_code,
        is_default=row.is_default,
        metadata=row.meta,
        created_at=row.created_at,
        updated_at=row.updated_at,
        deleted_at=row.deleted_at,
    )
