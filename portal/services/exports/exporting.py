"""Exports of documents as tables: a sheet a type, read as it is written, of one entity or by name of all of them."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import Select, func, select
from sqlalchemy.orm import load_only

from portal.database import Database, Visit
from portal.errors import Invalid, NotAllowed
from portal.exports import Cell, Table
from portal.models import Document, DocumentRelation, DocumentTax
from portal.policy import Permission
from portal.services.exports.columns import MOST_TAX_GROUPS, Owner, Register, TaxAmounts, TaxKey
from portal.services.firm.entities import enter_each
from portal.services.history.activity import Event, record
from portal.translations import SOURCE_LOCALE, Translator, translator

MOST_YEARS = 10
DIRECTIONS = ("issued", "received")
SHEETS = {
    "invoice": "Invoices",
    "credit_note": "Credit notes",
    "advance_invoice": "Advance invoices",
    "estimate": "Estimates",
    "delivery_note": "Delivery notes",
}
_AT_ONCE = 500
# Of a row all else is left where it is: what makes it long stands in its texts.
_READ = (
    Document.id,
    Document.type,
    Document.direction,
    Document.number,
    Document.is_draft,
    Document.issue_date,
    Document.supply_date,
    Document.due_date,
    Document.party_name,
    Document.seller,
    Document.buyer,
    Document.currency,
    Document.net_total,
    Document.tax_total,
    Document.gross_total,
    Document.due_total,
    Document.paid_total,
    Document.open_total,
    Document.voided_at,
)

Visits: TypeAlias = Callable[[], Iterator[Visit]]


@dataclass(frozen=True, slots=True)
class _Shape:
    with_entity: bool
    words: Translator
    in_words: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportWanted:
    """Which documents an export holds: issue dates from `first` to `last`, both included. Drafts are in none."""

    first: date
    last: date
    types: tuple[str, ...] = field(default=tuple(SHEETS))
    direction: str = "issued"

    def __post_init__(self) -> None:
        if unknown := [kind for kind in self.types if kind not in SHEETS]:
            raise Invalid(f"types: {unknown[0]!r} is no type of document; use {', '.join(SHEETS)}")
        if not self.types:
            raise Invalid(f"types: names none; use some of {', '.join(SHEETS)}")
        if self.direction not in DIRECTIONS:
            raise Invalid(f"direction: {self.direction!r} is none; use {' or '.join(DIRECTIONS)}")
        if self.last < self.first:
            raise Invalid("date_to: is before date_from")
        if self.last.year - self.first.year > MOST_YEARS or self.last > _years_later(self.first, MOST_YEARS):
            raise Invalid(f"date_to: is more than {MOST_YEARS} years after date_from; export one part after the other")


def export_tables(
    visit: Visit, wanted: ExportWanted, locale: str = SOURCE_LOCALE, *, in_words: bool = False
) -> tuple[Table, ...]:
    """A table for each type, in the order asked for, documents by issue date; titles in the language of `locale`.

    `in_words` has types and statuses written in that language too, instead of as codes. Rows are read from the visit
    while they are taken, so it has to be open until then; memory stays flat.
    """
    return _tables(lambda: iter((visit,)), wanted, _Shape(False, translator(locale), in_words))


def export_tables_of_all(
    visit: Visit, database: Database, wanted: ExportWanted, locale: str = SOURCE_LOCALE
) -> tuple[Table, ...]:
    """The same over all entities of the account, one after the other; each row says its entity.

    Raises NotAllowed for everybody but an account key that is inside none of them.
    """
    if visit.scope.entity_id is not None or not visit.may(Permission.MANAGE_ACCOUNT):
        raise NotAllowed("only an account key may export all entities at once")
    return _tables(lambda: enter_each(visit, database), wanted, _Shape(True, translator(locale)))


def count_documents(visit: Visit, wanted: ExportWanted) -> dict[str, int]:
    """How many documents there are of each type, as far as there are any."""
    counted = select(Document.type, func.count()).where(*_conditions(wanted), Document.type.in_(wanted.types))
    return {kind: count for kind, count in visit.session.execute(counted.group_by(Document.type))}


def wanted_documents(wanted: ExportWanted) -> Select[Document]:
    """The documents themselves, by issue date."""
    chosen = select(Document).where(*_conditions(wanted), Document.type.in_(wanted.types))
    return chosen.order_by(Document.issue_date, Document.id)


def note_export(visit: Visit, form: str, wanted: ExportWanted) -> None:
    """Write down in the entity's trail that its documents were taken out, and which."""
    with visit.write() as writing:
        record(
            visit,
            writing,
            Event.DOCUMENTS_EXPORTED,
            format=form,
            types=", ".join(wanted.types),
            date_from=wanted.first.isoformat(),
            date_to=wanted.last.isoformat(),
        )


def _tables(visits: Visits, wanted: ExportWanted, shape: _Shape) -> tuple[Table, ...]:
    groups = _tax_groups(visits, wanted)
    tables = []
    for kind in dict.fromkeys(wanted.types):
        keys = sorted(groups[kind], key=_order)
        columned = tuple(keys[:MOST_TAX_GROUPS])
        register = Register(
            columned, len(keys) > len(columned), shape.with_entity, wanted.direction, shape.words, shape.in_words
        )
        # The pages show the same words, and so the catalogues have them.
        name = shape.words.gettext(SHEETS[kind])
        tables.append(Table(name, register.columns, _rows(visits, register, kind, wanted)))
    return tuple(tables)


def _tax_groups(visits: Visits, wanted: ExportWanted) -> dict[str, set[TaxKey]]:
    """The groups that occur, by type of document: what will have columns has to be known before the first row."""
    found: dict[str, set[TaxKey]] = defaultdict(set)
    for visit in visits():
        rows = visit.session.execute(
            select(Document.type, DocumentTax.category, DocumentTax.rate)
            .join(Document, Document.id == DocumentTax.document_id)
            .where(*_conditions(wanted), Document.type.in_(wanted.types))
            .distinct()
        )
        for kind, category, rate in rows:
            found[kind].add(_key(category, rate))
    return found


def _rows(visits: Visits, register: Register, kind: str, wanted: ExportWanted) -> Iterator[Sequence[Cell]]:
    for visit in visits():
        owner, today = Owner(visit.entity.id, visit.entity.name), visit.today
        documents = visit.session.scalars(
            select(Document)
            .options(load_only(*_READ))
            .where(*_conditions(wanted), Document.type == kind)
            .order_by(Document.issue_date, Document.id)
            .execution_options(yield_per=_AT_ONCE)
        )
        for batch in documents.partitions():
            ids = [document.id for document in batch]
            taxes, originals = _taxes_of(visit, ids), _originals_of(visit, ids)
            for document in batch:
                yield register.row(document, taxes[document.id], originals[document.id], today, owner)


def _conditions(wanted: ExportWanted) -> tuple[Any, ...]:
    return (
        Document.direction == wanted.direction,
        Document.is_draft.is_(False),
        Document.issue_date.between(wanted.first, wanted.last),
    )


def _taxes_of(visit: Visit, ids: Collection[str]) -> dict[str, list[TaxAmounts]]:
    found: dict[str, list[TaxAmounts]] = defaultdict(list)
    columns = (
        DocumentTax.document_id,
        DocumentTax.category,
        DocumentTax.rate,
        DocumentTax.base,
        DocumentTax.tax,
    )
    for document_id, category, rate, base, tax in visit.session.execute(
        select(*columns).where(DocumentTax.document_id.in_(ids))
    ):
        found[document_id].append(TaxAmounts(_key(category, rate), base, tax))
    return found


def _originals_of(visit: Visit, ids: Collection[str]) -> dict[str, list[str]]:
    """The numbers of the earlier documents that each of these names (EN 16931 BT-25)."""
    found: dict[str, list[str]] = defaultdict(list)
    for document_id, number in visit.session.execute(
        select(DocumentRelation.document_id, DocumentRelation.number)
        .where(DocumentRelation.document_id.in_(ids), DocumentRelation.number != "")
        .order_by(DocumentRelation.id)
    ):
        found[document_id].append(number)
    return found


def _key(category: str, rate: Any) -> TaxKey:
    """A rate is one rate however many zeros it was written with."""
    return category, None if rate is None else rate.normalize() + 0


def _order(key: TaxKey) -> tuple[bool, str, Any]:
    """Standard rates first, the highest in front, then the exemptions."""
    category, rate = key
    return category != "S", category, 0 if rate is None else -rate


def _years_later(day: date, years: int) -> date:
    if day.year + years > date.max.year:
        return date.max
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, month=3, day=1)
