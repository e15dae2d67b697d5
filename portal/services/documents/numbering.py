"""Numbers of issued documents: gapless in each entity, type and series, given in the transaction that issues."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select

from portal.database import Visit
from portal.documents.countries import NumberRules, profile_of
from portal.documents.numbers import NumberFormat
from portal.documents.types import DocumentType
from portal.errors import Conflict
from portal.identity import new_id
from portal.models import Document, Entity, NumberSeries
from portal.services.documents.defaults import first_number, number_format
from portal.services.importing.search import number_key_of
from portal.tenancy.fence import FencedSession


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number and the series it is of."""

    number: str
    series: str


def next_number(visit: Visit, kind: DocumentType, day: date | None = None) -> str:
    """The number that a document of that day (today) would get now; another one may take it first. Raises Invalid."""
    day = day or visit.today
    rules = profile_of(visit.entity.country).numbers
    form = number_format(visit.entity, kind, rules)
    series = form.series(day.year, restarts_yearly=_restarts(form, rules))
    standing = visit.session.scalars(_of(kind, series)).one_or_none()
    count = standing.last + 1 if standing else first_number(visit.entity, kind)
    year = day.year if _restarts(form, rules) else None
    while _is_taken(visit.session, kind, number := form.number(day.year, count), year):
        count += 1
    return number


def take_number(writing: FencedSession, entity: Entity, document: Document) -> Numbered:
    """Count on, for a document with its date. The caller is the entity's only writer (`kept.take_turn`).

    Raises Conflict for a date before the last one of the series (`date_before_last`), or a number that the country
    would not have (`number_not_allowed`).
    """
    kind, day = DocumentType(document.type), document.issue_date
    rules = profile_of(entity.country).numbers
    form = number_format(entity, kind, rules)
    series = form.series(day.year, restarts_yearly=_restarts(form, rules))
    standing = writing.scalars(_of(kind, series).with_for_update()).one_or_none()
    if standing is None:
        standing = NumberSeries(
            id=new_id("ser"), type=kind.value, series=series, format=form.text, last=first_number(entity, kind) - 1
        )
        writing.add(standing)
    elif not rules.dates_may_go_back:
        _refuse_earlier(writing, document, series)
    standing.last += 1
    # Another format, or history that was imported, may have given the number out: it stands, so this is no gap.
    year = day.year if _restarts(form, rules) else None
    while _is_taken(writing, kind, number := form.number(day.year, standing.last), year):
        standing.last += 1
    if kind in {DocumentType.INVOICE, DocumentType.CREDIT_NOTE, DocumentType.ADVANCE_INVOICE}:
        _refuse_unlawful(rules, number)
    return Numbered(number, series)


def _is_taken(session: FencedSession, kind: DocumentType, number: str, year: int | None) -> bool:
    """Whether an issued document has the number: in that year alone where numbers begin anew without naming it."""
    taken = select(Document.id).where(
        Document.direction == "issued",
        Document.number_key == number_key_of(number),
        Document.type == kind.value,
        Document.number == number,
        Document.is_draft.is_(False),
    )
    if year is not None:
        taken = taken.where(Document.issue_date.between(date(year, 1, 1), date(year, 12, 31)))
    return session.scalars(taken.limit(1)).first() is not None


def give_number(document: Document, numbered: Numbered) -> None:
    """Write the number where it is read and searched."""
    document.number, document.series = numbered.number, numbered.series
    document.number_key = number_key_of(numbered.number)


def _restarts(form: NumberFormat, rules: NumberRules) -> bool:
    """Without a year in it a format counts on for ever, so that no number comes twice; but where the law has it so."""
    return rules.restarts_yearly and (form.has_year or rules.pattern is not None)


def _of(kind: DocumentType, series: str) -> Select[NumberSeries]:
    return select(NumberSeries).where(NumberSeries.type == kind.value, NumberSeries.series == series)


def _refuse_earlier(writing: FencedSession, document: Document, series: str) -> None:
    last = writing.scalars(
        select(Document.issue_date)
        .where(Document.direction == "issued", Document.type == document.type, Document.series == series)
        .order_by(Document.issue_date.desc())
        .limit(1)
    ).one_or_none()
    if last is not None and document.issue_date < last:
        raise Conflict(
            f"date: the last document of this series is of {last}; numbers follow the dates, so take that day or later",
            code="date_before_last",
            cause={"last_date": last.isoformat()},
        )


def _refuse_unlawful(rules: NumberRules, number: str) -> None:
    if not rules.allows(number):
        raise Conflict(
            f"{number}: {rules.sentence or 'the country writes its numbers otherwise'}",
            code="number_not_allowed",
        )
