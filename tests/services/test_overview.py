"""The overview's figures equal the sums of the lists they lead to, by currency, and its chart stays readable."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from portal.models import Document, Payment
from portal.services.reading.document_filters import read_filters
from portal.services.reading.document_list import list_documents
from portal.services.reading.overview import Figure, show_overview
from portal.services.reading.overview_months import round_top, top_of
from portal.services.reading.periods import Period, span_of
from tests.services.bills import like
from tests.support.portal import World, on_both


def amounts(figure: Figure) -> dict[str, Decimal]:
    return {money.currency: money.amount for money in (figure.main, *figure.others) if money.amount}


@on_both
@pytest.mark.parametrize("who", ["viewer", "admin", "staff", "birch_full", "nova_full", "oak_full"])
def test_every_figure_is_the_sum_that_its_list_names(world: World, who: str) -> None:
    with world.visit(who) as visit:
        view = show_overview(visit, None)
        for figure in (view.owed, view.overdue, view.received, view.invoiced):
            listed = list_documents(visit, world.parts.ring, read_filters(figure.query))
            assert amounts(figure) == {entry.currency: entry.amount for entry in listed.sums if entry.amount}
            assert figure.main.currency == visit.entity.currency
            # The list of what was invoiced shows drafts, too; no sum counts them.
            assert figure.count == listed.count or figure is view.invoiced


@on_both
def test_what_is_owed_adds_up_from_the_rows_of_its_list(world: World) -> None:
    with world.visit("admin") as visit:
        view = show_overview(visit, None)
        for figure in (view.owed, view.overdue):
            listed = list_documents(visit, world.parts.ring, read_filters(figure.query))
            sums: dict[str, Decimal] = {}
            for row in listed.rows:
                sums[row.currency] = sums.get(row.currency, Decimal(0)) + row.open
            assert listed.older is None
            assert amounts(figure) == sums


@on_both
def test_what_is_overdue_is_never_more_than_what_is_owed(world: World) -> None:
    """Bills on which the seller owes are made of the cast's: late ones count in both figures, others in neither."""
    with world.visit("admin") as visit:
        bill = visit.session.scalars(
            select(Document).where(Document.id == world.cast.documents["unpaid_invoice"])
        ).one()
        before = show_overview(visit, None)
        for days, taken_off in ((-1, Decimal(5000)), (1, Decimal(0)), (None, Decimal(0))):
            with visit.write() as writing:
                due_date = visit.today + timedelta(days=days) if days else None
                writing.add(like(bill, due_total=Decimal(-5000), open_total=Decimal(-5000), due_date=due_date))
            visit.stop_reading()
            after = show_overview(visit, None)
            before_owed, before_overdue = before.owed.main.amount, before.overdue.main.amount
            assert after.owed.main.amount == before_owed - taken_off
            assert after.overdue.main.amount == before_overdue - taken_off
            assert after.overdue.main.amount <= after.owed.main.amount
            for figure in (after.owed, after.overdue):
                listed = list_documents(visit, world.parts.ring, read_filters(figure.query))
                assert amounts(figure) == {entry.currency: entry.amount for entry in listed.sums if entry.amount}
            before = after


@on_both
def test_what_came_in_is_the_sum_of_this_years_payments_on_bills(world: World) -> None:
    with world.visit("admin") as visit:
        span = span_of(Period.THIS_YEAR, visit.today)
        sums: dict[str, Decimal] = {}
        for payment, kind, direction in visit.session.execute(
            select(Payment, Document.type, Document.direction).join(Document, Document.id == Payment.document_id)
        ):
            counts = direction == "issued" and kind in {"invoice", "advance_invoice"}
            if counts and span.first <= payment.paid_on <= span.last:
                sums[payment.currency] = sums.get(payment.currency, Decimal(0)) + payment.amount
        assert amounts(show_overview(visit, None).received) == sums


@on_both
def test_the_twelve_months_end_with_this_one_and_add_up(world: World) -> None:
    with world.visit("admin") as visit:
        view = show_overview(visit, None)
        assert len(view.months) == 12
        assert view.months[-1].first_day == visit.today.replace(day=1)
        assert view.months[-1].invoiced == view.invoiced.main.amount
        assert view.months[-2].invoiced == view.invoiced_before.amount
        assert all(0 <= month.invoiced_height <= 100 and 0 <= month.paid_height <= 100 for month in view.months)
        assert all(month.invoiced_height > 0 for month in view.months if month.invoiced > 0)


@pytest.mark.parametrize(
    ("months", "top"),
    [
        ([], "1"),
        (["900"], "1000"),
        (["900", "4500"], "5000"),
        (["900", "4501", "20"], "1000"),
        (["-50", "0"], "1"),
        (["700", "-50"], "800"),
    ],
)
def test_one_month_far_above_all_others_is_cut_off(months: list[str], top: str) -> None:
    assert top_of([Decimal(month) for month in months]) == Decimal(top)


def test_what_is_cut_off_is_said_so(world: World) -> None:
    with world.visit("admin") as visit:
        view = show_overview(visit, None)
        assert [month.is_cut for month in view.months] == [
            max(month.invoiced, month.paid) > view.chart_top for month in view.months
        ]


@pytest.mark.parametrize(
    ("highest", "top"),
    [("1", "1"), ("1.01", "1.5"), ("15500", "20000"), ("99999", "100000"), ("0.3", "0.3"), ("20000", "20000")],
)
def test_the_chart_ends_at_a_round_amount(highest: str, top: str) -> None:
    assert round_top(Decimal(highest)) == Decimal(top)


def test_news_begin_after_the_last_visit_and_never_lie_in_the_future(world: World) -> None:
    now = datetime.now(UTC)
    with world.visit("admin", at=now) as visit:
        view = show_overview(visit, now - timedelta(days=60))
        assert view.changes
        assert all(now - timedelta(days=60) < change.at <= now for change in view.changes)
        assert list(view.changes) == sorted(view.changes, key=lambda change: change.at, reverse=True)
        assert view.more_changes > 0
        assert show_overview(visit, now).changes == ()


def test_viewers_figures_and_news_hold_no_drafts(world: World) -> None:
    with world.visit("viewer") as visit:
        view = show_overview(visit, datetime(2020, 1, 1, tzinfo=UTC))
        drafts = {world.cast.documents[name] for name in world.cast.documents if name.startswith("draft")}
        assert not drafts & {change.document_id for change in view.changes}
        assert not drafts & {row.id for row in view.latest}


def test_an_empty_entity_has_an_empty_overview(world: World) -> None:
    with world.visit("nova_full") as visit:
        view = show_overview(visit, None)
        assert view.is_empty
        assert not view.has_issued
        assert amounts(view.owed) == {}
        assert {month.invoiced_height for month in view.months} == {0}
        assert view.chart_top == 0
        assert not any(month.is_cut for month in view.months)


def test_an_entity_that_has_only_received_is_shown_that(world: World) -> None:
    with world.visit("admin") as visit:
        bill = visit.session.get_one(Document, world.cast.documents["unpaid_invoice"])
    with world.visit("nova_full") as visit:
        with visit.write() as writing:
            writing.add(like(bill, direction="received"))
        visit.stop_reading()
        view = show_overview(visit, None)
        assert not view.is_empty
        assert not view.has_issued
        assert len(view.latest) == 1
