"""A report on paper: PDF/A like the documents, equal bytes for equal content, refused when it is too long."""

import pickle
from dataclasses import replace
from typing import Any

import pytest

from portal.errors import Invalid, RenderFailed
from portal.pdf import PrintedReport, PrintedRow, PrintedTable, worker
from portal.pdf.engine import render
from portal.pdf.limits import MOST_REPORT_ROWS, refuse_oversize
from tests.pdf.lint import faults_of
from tests.pdf.reading import text_of
from tests.support.languages import LANGUAGES


def report(rows: int = 3) -> PrintedReport:
    """A report of one table, with everything else that may stand on it."""
    table = PrintedTable(
        "EUR",
        ("VAT", "Base"),
        ("", "figure"),
        (*(PrintedRow((f"{number} %", "1.234,50")) for number in range(rows)), PrintedRow(("Total", "9,00"), "total")),
        note="As stated <b>",
    )
    return PrintedReport(
        title="VAT summary",
        period="March 2026",
        about="By rate",
        state="Provisional",
        is_closed=False,
        owner="Žaga & Sinovi <d.o.o.>",
        owner_facts=("VAT ID SI1",),
        date="2026-03-31",
        language="en",
        tables=(table,),
        remarks=("One thing\x07",),
        sandbox="Test",
        footer="Made by Ada",
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_conforms(language: str) -> None:
    pdf = render(replace(report(), language=language))
    assert faults_of(pdf, einvoice=False) == []
    text = text_of(pdf)
    assert "Žaga & Sinovi <d.o.o.>" in text
    assert "1.234,50" in text
    assert pdf == render(replace(report(), language=language))


def test_it_survives_the_way_to_a_child() -> None:
    assert worker.read(pickle.dumps(report())) == report()


def test_what_is_too_long_is_refused() -> None:
    with pytest.raises(RenderFailed, match="xlsx"):
        refuse_oversize(report(MOST_REPORT_ROWS))
    refuse_oversize(report(MOST_REPORT_ROWS - 1))


@pytest.mark.parametrize("wrong", [{"accent": "red"}, {"language": "../x"}])
def test_only_plain_values_are_taken(wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        replace(report(), **wrong)
