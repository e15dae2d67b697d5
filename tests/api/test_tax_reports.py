"""The firm's backend reads its clients' tax reports, takes them as files, and closes their periods."""

import csv
import io
from datetime import datetime
from decimal import Decimal

import openpyxl
import pytest

from portal.reports import ReportPeriod
from portal.reports.period import Length
from tests.pdf.reading import text_of
from tests.support.api import Backend, backend
from tests.support.portal import World, on_both

FORMS = {"pdf": "application/pdf", "csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument"}


def last_month(world: World) -> str:
    return ReportPeriod.around(world.cast.at.date(), Length.MONTH).later(-1).name


@on_both
def test_every_report_and_the_documents_behind_its_figures(sk: Backend, world: World) -> None:
    period = last_month(world)
    kinds = sk.get("/tax-reports")["data"]
    assert [each["report"] for each in kinds] == [
        "vat_summary",
        "input_vat",
        "sales_ledger",
        "kir",
        "aging",
        "statement",
    ]
    for kind in kinds:
        path = kind["path"].removeprefix("/api/v1")
        report = sk.get(path, query_string={"period": period, "locale": "en"})
        assert (report["report"], report["state"], report["filed"]) == (kind["report"], "provisional", False)
        assert report["sections"]
        for section in report["sections"]:
            row = section["rows"][-1]
            for column, figure in list(row["figures"].items())[:2]:
                asked = {"report": kind["report"], "period": period, "figure": figure}
                behind = sk.get("/tax-reports/documents", query_string=asked)
                value = row["values"][column]
                assert value == len(behind["documents"]) if column == "documents" else value in behind["amounts"]
                for place, amount in enumerate(behind["amounts"]):
                    assert amount == sum(each["amounts"][place] for each in behind["documents"])


def test_files_hold_the_figures_of_the_answer(sk: Backend, world: World) -> None:
    period = last_month(world)
    summary = sk.get("/tax-reports/vat-summary", query_string={"period": period, "locale": "en"})
    (own,) = [section for section in summary["sections"] if section["key"] == "EUR"]
    (total,) = [row["values"] for row in own["rows"] if row["kind"] == "total"]
    said = {"period": period, "locale": "en"}
    files = {form: sk.call("GET", "/tax-reports/vat-summary", query_string=said | {"format": form}) for form in FORMS}
    for form, response in files.items():
        assert str(response.mimetype).startswith(FORMS[form])
        assert f"vat-summary-{period}-provisional.{form}" in response.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(files["csv"].text.removeprefix("\ufeff"))))
    (written,) = [row for row in rows if row["Row"] == "Total" and row["Currency"] == "EUR" and row["VAT"]]
    assert (Decimal(written["Taxable base"]), Decimal(written["VAT amount"])) == (total["base"], total["tax"])
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"].data))
    assert book.sheetnames[:2] == ["About", "EUR"]
    cells = [cell for row in book["EUR"].iter_rows(values_only=True) for cell in row]
    assert float(total["base"]) in cells
    counted = [row[[cell.value for cell in book["EUR"][1]].index("Documents")] for row in book["EUR"].values]
    assert all(isinstance(cell, int | float) for cell in counted[1:] if cell is not None), counted
    assert f"{total['base']:,.2f}".translate(str.maketrans(",.", ".,")) in text_of(files["pdf"].data)


@on_both
def test_a_period_is_closed_for_good(sk: Backend, ek: Backend, world: World) -> None:
    period = last_month(world)
    running = f"{datetime.now(tz=world.cast.at.tzinfo):%Y-%m}"
    sk.refused(409, "period_running", "POST", "/tax-reports/periods", {"period": running})
    sk.refused(422, "validation_failed", "POST", "/tax-reports/periods", {"period": "soon"})
    before = sk.get("/tax-reports/sales-ledger", query_string={"period": period})
    closed = sk.post("/tax-reports/periods", {"period": period})
    assert closed["period"] == period
    assert ek.get("/tax-reports/periods")["data"] == [closed]
    cause = sk.refused(409, "period_closed", "POST", "/tax-reports/periods", {"period": period})["cause"]
    assert cause["closed_by"] == closed["closed_by"]
    after = sk.get("/tax-reports/sales-ledger", query_string={"period": period})
    assert after["sections"] == before["sections"]
    assert (after["state"], after["later_changes"]) == ("closed", [])
    year, month = period.split("-")
    same = sk.get("/tax-reports/sales-ledger", query_string={"year": year, "month": str(int(month))})
    assert same == after
    assert sk.get("/activities", query_string={"limit": 1})["data"][0]["action"]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/tax-reports/aging", {}),
        ("/tax-reports/aging", {"period": "2026-Q9"}),
        ("/tax-reports/aging", {"period": "2199"}),
        ("/tax-reports/aging", {"year": "2026", "month": "1", "quarter": "1"}),
        ("/tax-reports/aging", {"period": "2026", "format": "doc"}),
        ("/tax-reports/aging", {"month": "2"}),
        ("/tax-reports/statement", {"period": "2026", "customer": "cus_nobody"}),
        ("/tax-reports/documents", {"period": "2026", "report": "aging", "figure": "EUR/never"}),
        ("/tax-reports/documents", {"period": "2026", "report": "gossip", "figure": "EUR/never"}),
    ],
)
def test_what_is_asked_wrongly(sk: Backend, path: str, said: dict[str, str]) -> None:
    sk.refused(422, "validation_failed", "GET", path, query_string=said)


def test_kir_is_slovenias(world: World) -> None:
    account = backend(world, entity=False)
    made = account.post("/entities", {"name": "Weide GmbH", "country": "DE"})
    kinds = [each["report"] for each in account.get("/tax-reports", entity_id=made["id"])["data"]]
    assert "kir" not in kinds
    account.refused(
        422, "validation_failed", "GET", "/tax-reports/kir", entity_id=made["id"], query_string={"period": "2026"}
    )
    empty = account.get("/tax-reports/vat-summary", entity_id=made["id"], query_string={"period": "2026"})
    assert empty["sections"] == []
