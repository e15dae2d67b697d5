"""The list of documents: pages without gap or repeat in every order, search, filters and sums, on both back ends."""

import re
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from portal import formats
from portal.database import Visit
from portal.models import Document
from portal.services.reading import document_list
from portal.services.reading.document_filters import SORTS, DocumentFilters, read_filters
from portal.services.reading.document_list import DocumentListView, DocumentRow, list_documents
from portal.services.reading.document_status import Status, signed
from portal.services.reading.document_sums import SumOf
from tests.support.plans import plans_of
from tests.support.portal import World, on_both


def walk(visit: Visit, world: World, filters: DocumentFilters) -> list[DocumentListView]:
    """Every page of a list, first to last."""
    pages = [list_documents(visit, world.parts.ring, filters)]
    while pages[-1].older:
        pages.append(list_documents(visit, world.parts.ring, filters, pages[-1].older))
    return pages


def ids(pages: list[DocumentListView]) -> list[str]:
    return [row.id for page in pages for row in page.rows]


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_list, "PAGE_ROWS", 7)


@on_both
@pytest.mark.parametrize("order", [sign + sort for sort in SORTS for sign in ("", "-")])
@pytest.mark.usefixtures("small_pages")
def test_pages_hold_every_document_once_forwards_and_backwards(world: World, order: str) -> None:
    with world.visit("admin") as visit:
        wanted = set(visit.session.scalars(select(Document.id).where(Document.direction == "issued")))
        filters = read_filters({"sort": order})
        pages = walk(visit, world, filters)
        assert len(pages) > 3
        assert len(ids(pages)) == len(wanted)
        assert set(ids(pages)) == wanted
        back = [pages[-1]]
        while back[-1].newer:
            back.append(list_documents(visit, world.parts.ring, filters, back[-1].newer))
        assert ids(back[::-1]) == ids(pages)
        assert pages[0].newer is None
        assert pages[-1].older is None


@on_both
@pytest.mark.parametrize("order", [sign + sort for sort in SORTS if sort != "due_date" for sign in ("", "-")])
@pytest.mark.usefixtures("small_pages")
def test_every_page_comes_out_of_an_index(world: World, order: str) -> None:
    """Sorted anew, a list of many documents would be read whole for each of its pages."""
    with world.visit("admin") as visit, plans_of("document") as plans:
        filters = read_filters({"sort": order})
        first = list_documents(visit, world.parts.ring, filters)
        list_documents(visit, world.parts.ring, filters, first.older)
    column = order.removeprefix("-").replace("gross_total", "counted")
    assert sum(f"ix_document_entity_id_direction_{column}_id" in plan for plan in plans) >= 2
    assert not any(sorting in plan for plan in plans for sorting in ("TEMP B-TREE", "Sort"))
    # The second page begins at its place; it does not pass over the first one to get there.
    assert any(re.search(r"AND (\(.+\)|<expr>)[<>]|(ROW|CASE).+[<>]", plan) for plan in plans)


@pytest.mark.parametrize("order", ["issue_date", "-gross_total", "party_key", "-number_key"])
def test_rows_stand_in_the_order_asked_for(world: World, order: str) -> None:
    with world.visit("admin") as visit:
        rows = [row for page in walk(visit, world, read_filters({"sort": order})) for row in page.rows]
        by_amount = order.endswith("gross_total")
        column = signed(Document.gross_total) if by_amount else getattr(Document, order.removeprefix("-"))
        values: dict[str, Any] = {
            identity: value for identity, value in visit.session.execute(select(Document.id, column))
        }
        shown = [values[row.id] for row in rows]
        assert shown == sorted(shown, reverse=order.startswith("-"))
        assert not by_amount or shown == [row.total for row in rows]


@on_both
def test_missing_due_dates_stand_last_going_up_and_first_going_down(world: World) -> None:
    with world.visit("admin") as visit:
        up = [row.due_date for page in walk(visit, world, read_filters({"sort": "due_date"})) for row in page.rows]
        down = [row.due_date for page in walk(visit, world, read_filters({"sort": "-due_date"})) for row in page.rows]
        assert None in up
        assert up == sorted(up, key=lambda day: (day is None, day or up[0]))
        assert [day for day in down if day] == sorted((day for day in down if day), reverse=True)
        assert down[0] is None


def test_a_cursor_of_another_list_begins_this_one_anew(world: World) -> None:
    with world.visit("admin") as visit:
        first = list_documents(visit, world.parts.ring, DocumentFilters())
        other = read_filters({"sort": "gross_total"})
        again = list_documents(visit, world.parts.ring, other, first.older)
        assert again == list_documents(visit, world.parts.ring, other)
        assert list_documents(visit, world.parts.ring, other, "made up") == again


def one(visit: Visit, world: World, name: str) -> Document:
    return visit.session.scalars(select(Document).where(Document.id == world.cast.documents[name])).one()


@on_both
def test_a_document_is_found_by_number_party_amount_and_line(world: World) -> None:
    with world.visit("admin") as visit:
        wanted = one(visit, world, "overdue_invoice")
        amount = formats.amount(wanted.gross_total, wanted.currency, "sl_SI")
        texts = [
            str(wanted.number),
            str(wanted.number).lower(),
            wanted.party_name.upper(),
            formats.normalise(wanted.party_name),
            amount,
            formats.amount(wanted.gross_total, wanted.currency, "en_US"),
            f"{wanted.gross_total:.2f}",
            f"{wanted.party_name} {amount}",
        ]
        for text in texts:
            found = list_documents(visit, world.parts.ring, read_filters({"q": text}))
            assert wanted.id in {row.id for row in found.rows}, text


@pytest.mark.parametrize("text", ["%", "_", "\\", "' OR 1=1 --", "zzz-not-there", "%%%%", "\x00"])
def test_signs_of_the_query_language_mean_themselves(world: World, text: str) -> None:
    with world.visit("admin") as visit:
        found = list_documents(
            visit, world.parts.ring, read_filters({"q": text}) if text.strip() else DocumentFilters()
        )
        everything = list_documents(visit, world.parts.ring, DocumentFilters())
        assert found.count < everything.count or not formats.normalise(text)


@on_both
@pytest.mark.parametrize(
    "parameters",
    [
        {"type": "credit_note"},
        {"type": "billed"},
        {"status": "overdue"},
        {"status": "open"},
        {"currency": "CHF"},
        {"period": "this_year"},
        {"paid": "this_year"},
        {"customer": "zavod"},
        {"direction": "received"},
        {"min": "1000"},
        {"max": "-0,01"},
        {"min": "100", "max": "1.000,00"},
    ],
)
def test_each_filter_narrows_the_list_and_leaves_something(world: World, parameters: dict[str, str]) -> None:
    with world.visit("admin") as visit:
        found = list_documents(visit, world.parts.ring, read_filters(parameters))
        everything = visit.session.scalars(select(Document.id)).all()
        assert 0 < found.count < len(everything)
        assert found.count == len(ids(walk(visit, world, read_filters(parameters))))


def every_row(visit: Visit, world: World, parameters: dict[str, str]) -> list[DocumentRow]:
    return [row for page in walk(visit, world, read_filters(parameters)) for row in page.rows]


@on_both
@pytest.mark.parametrize("direction", ["issued", "received"])
def test_sums_are_those_of_the_totals_shown_by_currency_the_entitys_own_first(world: World, direction: str) -> None:
    with world.visit("admin") as visit:
        found = list_documents(visit, world.parts.ring, read_filters({"direction": direction}))
        sums: dict[str, Decimal] = {}
        for row in every_row(visit, world, {"direction": direction}):
            if row.status not in {"draft", "voided"} and row.type not in {"estimate", "delivery_note"}:
                sums[row.currency] = sums.get(row.currency, Decimal(0)) + row.total
        assert found.sum_of is SumOf.TOTAL
        assert {entry.currency: entry.amount for entry in found.sums} == sums
        assert found.sums[0].currency == visit.entity.currency


@on_both
@pytest.mark.parametrize("status", ["open", "overdue", "unpaid", "partially_paid"])
def test_under_a_filter_for_what_is_open_the_sum_is_of_what_is_open(world: World, status: str) -> None:
    with world.visit("admin") as visit:
        found = list_documents(visit, world.parts.ring, read_filters({"status": status}))
        sums: dict[str, Decimal] = {}
        for row in every_row(visit, world, {"status": status}):
            sums[row.currency] = sums.get(row.currency, Decimal(0)) + row.open
        assert found.sum_of is SumOf.OPEN
        assert {entry.currency: entry.amount for entry in found.sums} == sums


@on_both
def test_credit_notes_are_below_zero_and_taken_off_the_sum(world: World) -> None:
    with world.visit("admin") as visit:
        rows = every_row(visit, world, {"type": "credit_note"})
        assert all(row.total < 0 and row.open <= 0 for row in rows)
        (found,) = list_documents(visit, world.parts.ring, read_filters({"type": "credit_note"})).sums
        counted = [row for row in rows if row.status not in {Status.DRAFT, Status.VOIDED}]
        assert found.amount == sum(row.total for row in counted) == -found.credited
        assert found.count == len(counted)


@on_both
def test_an_amount_range_keeps_what_is_shown_within_it(world: World) -> None:
    with world.visit("admin") as visit:
        everything = every_row(visit, world, {})
        for least, most in [("100", "1000"), ("-500", "0"), ("2.992,82", "2992.82")]:
            low, high = read_filters({"min": least}).least, read_filters({"max": most}).most
            assert low is not None
            assert high is not None
            kept = {row.id for row in every_row(visit, world, {"min": least, "max": most})}
            assert kept == {row.id for row in everything if low <= row.total <= high}


def test_more_than_can_be_counted_is_said_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_list, "MOST_COUNTED", 10)
    with world.visit("admin") as visit:
        found = list_documents(visit, world.parts.ring, DocumentFilters())
        assert (found.count, found.count_is_floor) == (10, True)
        assert found.sums == ()


def test_viewers_lists_and_counts_leave_drafts_out(world: World) -> None:
    with world.visit("viewer") as viewer, world.visit("editor") as editor:
        seen, all_of_it = (list_documents(visit, world.parts.ring, DocumentFilters()) for visit in (viewer, editor))
        assert seen.count < all_of_it.count
        assert not list_documents(viewer, world.parts.ring, read_filters({"status": "draft"})).rows
