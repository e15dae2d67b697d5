"""The printed page: what it says in which language, and how it breaks."""

import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pikepdf
import pytest

from portal.pdf import (
    PrintedAdjustment,
    PrintedDocument,
    PrintedParty,
    PrintedReference,
    PrintedTaxGroup,
    PrintedTotals,
    PrintedType,
    Ribbon,
)
from portal.pdf.engine import render
from tests.pdf.reading import pages_of, squeezed, text_of
from tests.pdf.samples import invoice, line


def with_totals(document: PrintedDocument, **amounts: str) -> PrintedDocument:
    return replace(document, totals=replace(document.totals, **{name: Decimal(text) for name, text in amounts.items()}))


def test_an_invoice_says_everything_the_directive_asks_for() -> None:
    text = text_of(render(invoice()))
    for said in (
        "Invoice 2026-000123",
        "3 Nov 2026",
        "31 Oct 2026",
        "18 Nov 2026",
        "SI12345679",
        "ATU12345675",
        "Gasthof Zum Löwen GmbH",
        "Trubarjeva cesta 12",
        "10 pcs",
        "12.50",
        "9.5%",
        "125.00",
        "11.88",
        "€136.88",
        "SI56 1920 0123 4567 892",
        "SI00 2026-000123",
        "District Court of Ljubljana",
        "Page 1 of 1",
    ):
        assert said in text, said


def test_a_long_invoice_repeats_its_head_and_splits_no_row() -> None:
    pages = pages_of(render(invoice(150)))
    assert 6 <= len(pages) <= 12
    seen: list[str] = []
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        assert ("Unit price" in page) == ("batch" in page)
        rows = re.findall(r"batch (\d+)", page)
        assert page.count("before six") == len(rows)
        seen += rows
    assert seen == [str(number) for number in range(1, 151)]
    assert all("Invoice 2026-000123" in page for page in pages)
    assert "20,531.25" in "".join(pages[-2:])


def test_figures_follow_the_locale_and_not_the_language() -> None:
    text = text_of(render(replace(invoice(), language="en", locale="sl_SI")))
    assert "136,88 €" in text
    assert "9,5 %" in text
    assert "3. nov. 2026" in text


def test_a_credit_note_names_what_it_corrects_and_asks_for_no_money() -> None:
    earlier = PrintedReference("2026-000099", date(2026, 10, 1))
    pdf = render(replace(invoice(), type=PrintedType.CREDIT_NOTE, number="CN-7", preceding=(earlier,)))
    text = text_of(pdf)
    assert "Credit note CN-7" in text
    assert "Corrects 2026-000099, 1 Oct 2026" in text
    assert "Amount credited €136.88" in text
    assert "Scan to pay" not in text
    assert "Amount due" not in text


@pytest.mark.parametrize(
    ("ribbon", "label"),
    [
        (Ribbon.SANDBOX, "Sandbox Test data"),
        (Ribbon.DRAFT, "Draft Not issued yet"),
        (Ribbon.VISUAL_COPY, "Visual copy of an imported document The original file is the legal document"),
        (Ribbon.VOIDED, "Voided This document was cancelled"),
    ],
)
def test_a_ribbon_stands_on_the_first_page_and_its_word_on_each_other(ribbon: Ribbon, label: str) -> None:
    pages = pages_of(render(replace(invoice(40), ribbon=ribbon)))
    assert label in " ".join(pages[0].split())
    assert len(pages) > 2
    assert all(label.split()[0] in page for page in pages)


def test_no_ribbon_no_word_of_one() -> None:
    assert not re.search("Sandbox|Draft|Visual copy|Voided", text_of(render(invoice())))


def test_a_draft_has_no_number_and_an_unissued_one_no_date() -> None:
    pdf = render(replace(invoice(), number=None, issue_date=None, ribbon=Ribbon.DRAFT))
    assert "Date of issue" not in text_of(pdf)
    assert "None" not in text_of(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert "/CreationDate" not in opened.docinfo


def test_allowances_charges_rounding_and_prepayment_are_shown_with_a_real_minus() -> None:
    document = with_totals(
        invoice(), lines="125.00", allowances="12.50", charges="5.00", prepaid="100.00", rounding="-0.03", due="22.10"
    )
    text = text_of(
        render(
            replace(
                document,
                adjustments=(
                    PrintedAdjustment(False, "Loyalty", Decimal("12.50"), percent=Decimal(10), tax_rate=Decimal("9.5")),
                    PrintedAdjustment(True, "", Decimal("5.00")),
                ),
            )
        )
    )
    for said in (
        "Sum of lines 125.00",
        "Loyalty · 10% (VAT 9.5%)",
        "−12.50",
        "Charge 5.00",
        "−100.00",
        "−0.03",
        "€22.10",
    ):
        assert said in text, said


def test_discounts_have_a_column_only_when_there_are_any() -> None:
    assert "Discount" not in text_of(render(invoice()))
    lines = (replace(line(1), discount=Decimal("15.63")), replace(line(2), discount=Decimal("3")))
    text = text_of(render(replace(invoice(2), lines=lines)))
    assert "Discount" in text
    assert "−15.63" in text
    assert "−3.00" in text


def test_an_exemption_prints_its_ground_and_a_rate_that_does_not_apply_is_not_zero_per_cent() -> None:
    groups = (
        PrintedTaxGroup("AE", Decimal(0), Decimal("125.00"), Decimal(0), "Reverse charge, art. 196"),
        PrintedTaxGroup("O", None, Decimal("10.00"), Decimal(0), "Outside the scope of tax"),
    )
    document = replace(
        invoice(), tax_groups=groups, lines=(replace(line(), tax_rate=None),), legends=("Reverse charge",)
    )
    text = text_of(render(document))
    assert "Reverse charge 125.00 0.00 Reverse charge, art. 196" in text
    assert "Not subject to tax 10.00 0.00 Outside the scope of tax" in text
    assert "%" not in text


def test_tax_in_the_accounting_currency_is_shown() -> None:
    document = replace(invoice(), accounting_currency="CHF", tax_in_accounting_currency=Decimal("11.21"))
    assert re.search(r"VAT in CHF CHF ?11\.21", text_of(render(document)))


def test_a_currency_without_decimals_has_none_and_a_fine_price_keeps_its_own() -> None:
    totals = PrintedTotals(*(Decimal(each) for each in (12500, 12500, 1250, 13750, 13750)))
    lines = (replace(line(), unit_price=Decimal("0.012345"), net=Decimal(12500)),)
    text = text_of(render(replace(invoice(), currency="JPY", locale="ja_JP", lines=lines, totals=totals)))
    assert "¥13,750" in text
    assert "0.012345" in text
    assert "12,500" in text


def test_nine_digit_amounts_stay_whole() -> None:
    big = "999999999.99"
    lines = tuple(
        replace(line(number), unit_price=Decimal(big), net=Decimal(big), discount=Decimal(1)) for number in (1, 2)
    )
    document = with_totals(replace(invoice(), lines=lines), net=big, tax=big, gross=big, due=big)
    groups = (PrintedTaxGroup("S", Decimal("9.5"), Decimal(big), Decimal(big)),)
    pages = "".join(pages_of(render(replace(document, locale="de_AT", tax_groups=groups))))
    assert pages.count("999.999.999,99") == 2 * 2 + 4 + 2


def test_long_names_and_words_stay_on_the_page() -> None:
    word = "Rindfleischetikettierungsüberwachungsaufgaben" * 3
    name = "Österreichische Donaudampfschifffahrtsgesellschaft mit beschränkter Haftung"
    document = replace(
        invoice(),
        buyer=PrintedParty(name, (word,), email=f"{word}@example.org"),
        lines=(replace(line(), name=word, unit=word),),
        notes=(word,),
    )
    pdf = render(document)
    assert squeezed(pdf).count(word) >= 4
    assert "DonaudampfschifffahrtsgesellschaftmitbeschränkterHaftung" in squeezed(pdf)


def test_a_description_longer_than_a_page_goes_on_on_the_next() -> None:
    words = [f"w{number}" for number in range(3000)]
    document = replace(invoice(), lines=(replace(line(), description=" ".join(words)), line(2)))
    pages = pages_of(render(document))
    assert len(pages) > 2
    assert set(words) <= set(" ".join(pages).split())


def test_company_particulars_too_long_for_the_margin_are_printed_in_full() -> None:
    footer = tuple(f"particular number {number} of the company" for number in range(40))
    text = text_of(render(replace(invoice(), footer=footer)))
    assert all(each in text for each in footer)


def test_a_delivery_note_without_prices_shows_none() -> None:
    text = text_of(render(replace(invoice(), type=PrintedType.DELIVERY_NOTE, prices_shown=False, payment=None)))
    assert "10 pcs" in text
    assert "Received by" in text
    assert not re.search(r"12\.50|125\.00|Currency|9\.5|Amount", text)
