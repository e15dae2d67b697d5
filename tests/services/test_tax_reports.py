"""Reports of real rows: they tie to the documents, a closed period stays as it was, and nothing counts twice."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from portal.database import Database, Visit
from portal.demo.cast import Cast
from portal.documents.types import DocumentType
from portal.errors import Conflict, Invalid, NotFound
from portal.models import ClosedDocument, ClosedPeriod, Document, DocumentTax
from portal.reports import ReportDocument, ReportKind, ReportPayment, ReportPeriod
from portal.reports.period import Length
from portal.reports.rows import from_plain, to_plain
from portal.services.catalog.payments import delete_payment, record_payment
from portal.services.documents.conversions import convert_document
from portal.services.documents.voiding import void_document
from portal.services.reports.closing import close_period, closed_rows, list_closed
from portal.services.reports.overview import show_year
from portal.services.reports.reading import read_rows
from portal.services.reports.views import ReportState, ReportView, figure_of, show_report
from portal.tenancy.fence import FencedSession
from tests.services.firm import TODAY, bill, inside
from tests.services.papers import line, made
from tests.support.portal import on_both

YEAR = ReportPeriod.parse("2026")
OCTOBER = ReportPeriod.parse("2026-10")
BILLED = ("invoice", "advance_invoice", "credit_note")


def shown(visit: Visit, kind: ReportKind, period: ReportPeriod = YEAR, party: str | None = None) -> ReportView:
    return show_report(visit, kind, period, language="en", party=party)


def totals(view: ReportView, *keys: str) -> dict[str, tuple[object, ...]]:
    """By currency what the total row says."""
    found: dict[str, tuple[object, ...]] = {}
    for section in view.report.sections:
        if section.key != "own":
            names = [column.key for column in section.columns]
            (row,) = [row for row in section.rows if row.kind == "total"]
            found[section.currency] = tuple(row.cells[names.index(key)].value for key in keys)
    return found


@on_both
def test_the_vat_summary_is_the_sum_of_what_documents_state(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        expected: dict[tuple[str, str, Decimal | None], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
        rows = visit.session.execute(
            select(Document, DocumentTax)
            .join(DocumentTax, DocumentTax.document_id == Document.id)
            .where(Document.direction == "issued", Document.is_draft.is_(False), Document.voided_at.is_(None))
        )
        for document, tax in rows:
            stated = document.tax_point_date or (document.supply_date if document.type == "invoice" else None)
            if document.type in BILLED and (stated or document.issue_date).year == 2026 and not document.period_end:
                sign = -1 if document.type == "credit_note" else 1
                key = document.currency, tax.category, None if tax.rate is None else Decimal(f"{tax.rate:f}")
                expected[key][0] += sign * tax.base
                expected[key][1] += sign * tax.tax
        view = shown(visit, ReportKind.VAT_SUMMARY)
        found = {
            (section.currency, row.cells[0].value, row.cells[1].value): [row.cells[3].value, row.cells[4].value]
            for section in view.report.sections
            for row in section.rows
            if "/group/" in row.cells[3].figure and row.cells[0].value
        }
        assert found == dict(expected)
        assert totals(view, "base", "tax").keys() == totals(shown(visit, ReportKind.SALES_LEDGER), "net").keys()


@on_both
def test_what_is_open_today_is_what_documents_say(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        expected: dict[str, Decimal] = defaultdict(Decimal)
        for row in visit.session.scalars(
            select(Document).where(Document.direction == "issued", Document.type.in_(BILLED))
        ):
            if not row.is_draft and row.voided_at is None and row.issue_date <= TODAY:
                expected[row.currency] += -row.open_total if row.type == "credit_note" else row.open_total
        aging = totals(shown(visit, ReportKind.AGING), "total")
        balances = totals(shown(visit, ReportKind.STATEMENT), "closing")
        assert {code: total for code, (total,) in aging.items()} == {
            code: each for code, each in expected.items() if each
        }
        assert {code: total for code, total in balances.items() if total[0]} == aging


@on_both
def test_a_closed_period_stays_and_later_changes_stand_beside_it(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        kept = bill(visit, issue_date=date(2026, 10, 5), supply_date=None, period_end=None, tax_point_date=None)
        paid = record_payment(visit, document_id=kept, amount=Decimal(40), date=date(2026, 10, 20))
        before = {kind: shown(visit, kind, OCTOBER) for kind in ReportKind}
        assert {view.state for view in before.values()} == {ReportState.PROVISIONAL}
        with pytest.raises(Conflict) as running:
            close_period(visit, "2026-11")
        assert running.value.code == "period_running"
        closed = close_period(visit, "2026-10")
        assert {each.period.name for each in list_closed(visit)} == {"2026-10"}
        with pytest.raises(Conflict) as again:
            close_period(visit, "2026-10")
        assert again.value.code == "period_closed"

        delete_payment(visit, paid.id)
        late = bill(visit, issue_date=date(2026, 10, 6), supply_date=None, period_end=None, tax_point_date=None)
        void_document(visit, kept)

        for kind, view in before.items():
            now = shown(visit, kind, OCTOBER)
            assert (now.state, now.report.sections) == (ReportState.CLOSED, view.report.sections)
            assert now.closed == closed
            changes = {(each.kind.value, each.document_id) for each in now.changes}
            assert changes == {("document_added", late), ("document_voided", kept), ("payment_removed", kept)}
        quarter = shown(visit, ReportKind.VAT_SUMMARY, ReportPeriod.parse("2026-Q4"))
        assert (quarter.state, quarter.changes) == (ReportState.PROVISIONAL, ())
        (month,) = [each for each in show_year(visit).months if each.period == OCTOBER]
        assert (month.state, month.issued) == (ReportState.CLOSED, closed.issued)


@on_both
def test_the_database_itself_keeps_a_closed_period(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        close_period(visit, "2026-10")
        row = visit.session.scalars(select(ClosedPeriod)).one()
        one = ClosedDocument.id == visit.session.scalars(select(ClosedDocument.id).limit(1)).one()
        added = ClosedDocument(id="pdc_x", period_id=row.id, document_id=bill(visit), counted={})
        attempts: list[Callable[[FencedSession], object]] = [
            lambda writing: writing.execute(update(ClosedPeriod).values(closed_by="nobody")),
            lambda writing: writing.execute(delete(ClosedPeriod)),
            lambda writing: writing.execute(update(ClosedDocument).where(one).values(counted={})),
            lambda writing: writing.execute(delete(ClosedDocument).where(one)),
            lambda writing: writing.add(added),
        ]
        for attempt in attempts:
            with pytest.raises(DBAPIError, match="closed period"), visit.write() as writing:
                attempt(writing)


def test_rows_survive_being_kept(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        rows = read_rows(visit.session, YEAR, TODAY)
        assert [from_plain(ReportDocument, to_plain(each)) for each in rows.documents] == list(rows.documents)
        assert [from_plain(ReportPayment, to_plain(each)) for each in rows.payments] == list(rows.payments)
        assert rows.payments
        assert closed_rows(visit.session, YEAR) is None


def test_what_an_advance_has_billed_is_not_counted_twice(cast_database: Database, cast: Cast) -> None:
    """An advance over 1,000 and VAT is paid in full and taken off an invoice over 1,000 and VAT."""
    with inside(cast_database, cast) as visit:
        before = totals(shown(visit, ReportKind.VAT_SUMMARY), "base", "tax")["EUR"]
        advance = made(visit, line("1000"), kind=DocumentType.ADVANCE_INVOICE)
        record_payment(visit, document_id=advance.id, amount=Decimal(1220))
        invoice = convert_document(visit, advance.id, DocumentType.INVOICE, is_draft=False)
        view = shown(visit, ReportKind.VAT_SUMMARY)
        after = totals(view, "base", "tax")["EUR"]
        added = [Decimal(str(now)) - Decimal(str(then)) for now, then in zip(after, before, strict=True)]
        assert added == [1000, 220]
        entries = {entry.document.id: entry.amounts for entry in figure_of(view, "EUR/advance/S-22").entries}
        assert entries[invoice.id] == (Decimal(-1000), Decimal(-220))
        kir = totals(shown(visit, ReportKind.KIR), "domestic", "vat_22")
        summary = figure_of(view, "EUR/group/S-22").amounts
        taken_off = figure_of(view, "EUR/advance/S-22").amounts
        assert kir["EUR"][1] == summary[1] + taken_off[1]


def test_a_statement_tells_one_customers_story(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        first = TODAY.replace(day=1)
        bill(visit, issue_date=first - timedelta(days=40), party_name="Willow", party_key="willow")
        new = bill(visit, issue_date=first, party_name="Willow", party_key="willow")
        record_payment(visit, document_id=new, amount=Decimal(30), date=first + timedelta(days=2))
        month = ReportPeriod.around(TODAY, Length.MONTH)
        view = shown(visit, ReportKind.STATEMENT, month, "name:willow")
        (section,) = view.report.sections
        assert [row.cells[-1].value for row in section.rows] == [100, 200, 170, 170]
        assert (view.report.about, view.parties["name:willow"]) == ("Willow", "Willow")
        with pytest.raises(Invalid, match="customer"):
            shown(visit, ReportKind.STATEMENT, month, "name:nobody")


@pytest.mark.parametrize("name", ["2026-13", "2026-Q5", "26", "2026-1", "2026-Q1 ", "9999", "", "2026-00", "२०२६"])
def test_what_is_no_period_is_refused(name: str) -> None:
    with pytest.raises(Invalid, match="period"):
        ReportPeriod.parse(name)


def test_what_there_is_no_report_of(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        with pytest.raises(Invalid, match="has not begun"):
            shown(visit, ReportKind.AGING, ReportPeriod.parse("2027"))
        with pytest.raises(NotFound):
            figure_of(shown(visit, ReportKind.AGING), "EUR/nowhere")
    with inside(cast_database, cast, cast.scopes[cast.birch]) as visit:
        kinds = shown(visit, ReportKind.AGING).kinds
        assert (ReportKind.KIR in kinds) == (visit.entity.country == "SI")
