"""Numbers: one after the other in each entity, type and series, whoever issues at the same time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from portal.database import Database, Visit
from portal.demo.cast import Cast
from portal.documents.types import DocumentType
from portal.errors import Conflict, DatabaseUnavailable, Invalid
from portal.models import Document, Entity, NumberSeries
from portal.services.documents.defaults import check_numbering
from portal.services.documents.issuing import issue_document
from portal.services.documents.numbering import next_number
from portal.services.firm.entities import change_entity
from portal.services.reading.document_record import DocumentRecord
from tests.services.firm import inside
from tests.services.papers import INVOICE, made
from tests.support.portal import on_both

WRITERS = 16


def number_by(visit: Visit, **numbering: Any) -> None:
    with visit.write() as writing:
        entity = writing.scalars(select(Entity)).one()
        entity.settings = entity.settings | {"numbering": numbering}
    vars(visit).pop("entity", None)


def patiently(issue: Callable[[], DocumentRecord]) -> DocumentRecord:
    """A backend that is told that the database does not answer asks again."""
    for _attempt in range(20):
        try:
            return issue()
        except DatabaseUnavailable:
            continue
    return issue()


def issue_many(database: Database, cast: Cast, count: int) -> list[str]:
    """So many invoices by 16 writers at once, half of them from drafts; their numbers."""

    def one(place: int) -> str:
        with inside(database, cast) as visit:
            if place % 2:
                return str(patiently(lambda: made(visit)).number)
            draft = patiently(lambda: made(visit, draft=True))
            return str(patiently(lambda: issue_document(visit, draft.id)).number)

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(one, range(count)))


@on_both
def test_sixteen_writers_leave_no_gap_and_no_number_twice(cast_database: Database, cast: Cast) -> None:
    issued = issue_many(cast_database, cast, 200)
    assert sorted(issued) == [f"2026-{count:05}" for count in range(1, 201)]


@on_both
def test_each_type_and_entity_counts_for_itself(cast_database: Database, cast: Cast) -> None:
    usual = {
        DocumentType.INVOICE: "2026-00001",
        DocumentType.CREDIT_NOTE: "CN-2026-00001",
        DocumentType.ADVANCE_INVOICE: "AI-2026-00001",
        DocumentType.ESTIMATE: "EST-2026-00001",
        DocumentType.DELIVERY_NOTE: "DN-2026-00001",
    }
    for entity in (cast.elm, cast.birch):
        with inside(cast_database, cast, cast.scopes[entity]) as visit:
            for kind, number in usual.items():
                assert next_number(visit, kind) == number
                assert made(visit, kind=kind).number == number


def test_asking_for_the_next_number_takes_none(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        assert [next_number(visit, INVOICE) for _ in range(3)] == ["2026-00001"] * 3
        made(visit)
        assert next_number(visit, INVOICE) == "2026-00002"
        assert next_number(visit, INVOICE, date(2027, 1, 1)) == "2027-00001"


def test_an_entity_has_its_own_formats_and_beginnings(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        number_by(visit, number_formats={"invoice": "R{yy}/{nn}"}, number_sequence_starts={"invoice": 41})
        assert [made(visit).number for _ in range(2)] == ["R26/41", "R26/42"]
        number_by(visit, number_formats={"invoice": "{n}"})
        assert made(visit).number == "1"
        series = visit.session.scalars(select(NumberSeries.series).where(NumberSeries.series.contains("{"))).all()
        assert sorted(series) == ["R26/{nn}", "{n}"]


def test_another_format_never_gives_a_number_that_stands(cast_database: Database, cast: Cast) -> None:
    """Formats that differ in their zeros alone are series of their own, and still no number comes twice."""
    with inside(cast_database, cast) as visit:
        number_by(visit, number_formats={"invoice": "INV-{n}"}, number_sequence_starts={"invoice": 1000})
        first = made(visit)
        number_by(visit, number_formats={"invoice": "INV-{nnnn}"}, number_sequence_starts={"invoice": 1000})
        assert next_number(visit, INVOICE) == "INV-1001"
        assert (first.number, made(visit).number) == ("INV-1000", "INV-1001")


def test_a_new_year_begins_a_new_count(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        made(visit)
    with inside(cast_database, cast) as visit:
        visit.at = datetime(2027, 1, 2, 12, tzinfo=UTC)
        assert made(visit).number == "2027-00001"
        # The old year is not closed while nothing later stands in it.
        assert made(visit, issue_date=date(2026, 12, 31)).number == "2026-00002"


def test_dates_follow_the_numbers(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        made(visit, issue_date=date(2026, 11, 20))
        assert made(visit, issue_date=date(2026, 11, 20)).number == "2026-00002"
        with pytest.raises(Conflict) as refused:
            made(visit, issue_date=date(2026, 11, 19))
        assert (refused.value.code, refused.value.cause) == ("date_before_last", {"last_date": "2026-11-20"})
        assert made(visit, issue_date=date(2026, 11, 19), kind=DocumentType.ESTIMATE).number == "EST-2026-00001"
        assert made(visit).number == "2026-00003"


def test_croatia_counts_premises_and_tills(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast, cast.scopes[cast.nova]) as visit:
        change_entity(visit, country="HR", vat_id=None)
        vars(visit).pop("entity", None)
        assert [made(visit).number for _ in range(2)] == ["1/1/1", "2/1/1"]
        assert next_number(visit, INVOICE, date(2027, 1, 1)) == "1/1/1"
        number_by(visit, number_formats={"invoice": "{yyyy}-{n}"})
        with pytest.raises(Conflict) as refused:
            made(visit)
        assert refused.value.code == "number_not_allowed"


def test_numbers_of_imported_documents_are_left_alone(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        made(visit)
        series = visit.session.execute(
            select(Document.series).where(Document.origin == "imported", Document.series.is_not(None))
        ).all()
        assert series == []


@pytest.mark.parametrize(
    "numbering",
    [
        [],
        {"number_formats": ["{n}"]},
        {"number_formats": {"bill": "{n}"}},
        {"number_formats": {"invoice": "{yyyy}"}},
        {"number_sequence_starts": {"invoice": 0}},
    ],
)
def test_numbering_is_checked_where_it_is_set(numbering: object) -> None:
    check_numbering({"numbering": {"number_formats": {"invoice": "{n}"}, "number_sequence_starts": {"invoice": 7}}})
    check_numbering({})
    with pytest.raises(Invalid, match=r"^settings\.numbering"):
        check_numbering({"numbering": numbering})
