"""The rules of each country: read from their files, chosen by day, and refused where a file is broken."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from portal.documents.countries import (
    Demand,
    Profile,
    Situation,
    known_countries,
    missing_before_issue,
    profile_of,
)
from portal.documents.countries.reading import read_profile
from portal.errors import SettingsRefused
from tests.support.needs import ROOT

FOLDER = ROOT / "config" / "countries"
TODAY = date(2026, 11, 22)
EVERY = sorted({*known_countries(), "FR", "GB"})
STATED = {
    "name": "Elm d.o.o.",
    "vat_id": "SI15032582",
    "company_number": "8123457000",
    "address.line1": "Brestova 12",
    "address.city": "Ljubljana",
    "address.post_code": "1000",
}


def test_there_are_these_countries() -> None:
    assert known_countries() == {"SI", "DE", "AT", "HR"}


@pytest.mark.parametrize("country", EVERY)
def test_every_rule_says_where_it_is_from_and_every_situation_has_its_sentence(country: str) -> None:
    profile = profile_of(country)
    assert profile.country == country
    rules = [
        *profile.requirements,
        *profile.document_requirements,
        *profile.legends,
        *profile.fiscal,
        *profile.tax_currency,
        profile.numbers,
        *(rate for tax in profile.taxes for rate in tax.rates),
    ]
    assert all(re.search(r"\[(law-mem|page [\w.-]+)\]|careful default", rule.source) for rule in rules)
    needed = {Situation.REVERSE_CHARGE, Situation.EXPORT, Situation.SMALL_BUSINESS, Situation.OUTSIDE_SCOPE}
    assert all(profile.legend(situation, TODAY) for situation in needed)


@pytest.mark.parametrize(
    ("country", "rates"),
    [
        ("SI", {"standard": "22", "reduced": "9.5", "super_reduced": "5"}),
        ("DE", {"standard": "19", "reduced": "7", "zero": "0"}),
        ("AT", {"standard": "20", "reduced": "10", "intermediate": "13", "super_reduced": "4.9"}),
        ("HR", {"standard": "25", "reduced": "13", "super_reduced": "5"}),
        ("FR", {}),
    ],
)
def test_the_rates_of_today(country: str, rates: dict[str, str]) -> None:
    found = {tax.classification: tax.rate_on(TODAY) for tax in profile_of(country).taxes}
    assert found == {name: Decimal(rate) for name, rate in rates.items()}


@pytest.mark.parametrize(
    ("day", "rate"),
    [("2026-11-22", "19"), ("2020-12-31", "16"), ("2020-07-01", "16"), ("2020-06-30", "19"), ("1999-01-01", None)],
)
def test_a_rate_is_that_of_its_day(day: str, rate: str | None) -> None:
    standard = next(tax for tax in profile_of("DE").taxes if tax.is_default)
    assert standard.rate_on(date.fromisoformat(day)) == (Decimal(rate) if rate else None)


@pytest.mark.parametrize(
    ("country", "situation", "text", "code"),
    [
        ("SI", "reverse_charge", "Obrnjena davčna obveznost / Reverse charge", "VATEX-EU-AE"),
        ("DE", "reverse_charge", "Steuerschuldnerschaft des Leistungsempfängers / Reverse charge", "VATEX-EU-AE"),
        ("HR", "reverse_charge", "Prijenos porezne obveze / Reverse charge", "VATEX-EU-AE"),
        ("FR", "intra_community", "Intra-Community supply, art. 138 Directive 2006/112/EC", "VATEX-EU-IC"),
    ],
)
def test_a_legend_in_the_national_language_and_in_english(country: str, situation: str, text: str, code: str) -> None:
    legend = profile_of(country).legend(Situation(situation), TODAY)
    assert legend is not None
    assert (legend.text, legend.reason_code) == (text, code)


def test_a_legend_is_that_of_its_day() -> None:
    before, after = (profile_of("DE").legend(Situation.SMALL_BUSINESS, date(year, 6, 1)) for year in (2024, 2025))
    assert before is not None
    assert after is not None
    assert "keine Umsatzsteuer" in before.text
    assert "Steuerfreier Umsatz" in after.text
    assert profile_of("DE").legend(Situation.CASH_ACCOUNTING, date(2027, 12, 31)) is None


def test_outside_the_eu_nothing_is_called_an_intra_community_supply() -> None:
    assert profile_of("GB").legend(Situation.INTRA_COMMUNITY, TODAY) is None
    assert profile_of("GR").legend(Situation.INTRA_COMMUNITY, TODAY) is not None


@pytest.mark.parametrize("name", STATED)
def test_what_is_not_stated_is_missing(name: str) -> None:
    def missing(stated: dict[str, object]) -> list[str]:
        found = missing_before_issue(stated, profile_of("SI"), is_tax_subject=True, day=TODAY)
        assert all(each.sentence.endswith(".") for each in found)
        return [each.field for each in found]

    assert missing(dict(STATED)) == []
    assert missing({**STATED, name: None}) == [name]


def test_who_charges_no_vat_needs_no_vat_id_but_a_number() -> None:
    stated = {**STATED, "vat_id": None}
    small = missing_before_issue(stated, profile_of("SI"), is_tax_subject=False, day=TODAY)
    assert [(each.code, each.field) for each in small] == [("missing_tax_number", "tax_number")]
    assert not missing_before_issue({**stated, "tax_number": "1"}, profile_of("SI"), is_tax_subject=False, day=TODAY)


@pytest.mark.parametrize(
    ("country", "categories", "gross", "codes"),
    [
        ("SI", {"S"}, "100", set()),
        ("SI", {"S"}, "100.01", {"missing_buyer_name", "missing_buyer_address"}),
        ("SI", {"S"}, "-500", {"missing_buyer_name", "missing_buyer_address"}),
        ("SI", {"K"}, "50", {"missing_buyer_vat_id", "missing_supply_date"}),
        ("DE", {"S"}, "250.01", {"missing_buyer_name", "missing_buyer_address", "missing_supply_date"}),
        ("AT", {"AE"}, "10", {"missing_supply_date", "missing_buyer_vat_id"}),
        ("US", {"S"}, "1", {"missing_buyer_name", "missing_due_date"}),
    ],
)
def test_what_a_document_must_state(country: str, categories: set[str], gross: str, codes: set[str]) -> None:
    required = profile_of(country).required_of("invoice", categories, Decimal(gross), TODAY)
    assert {rule.code for rule in required} == codes


def test_an_estimate_must_state_less() -> None:
    required = profile_of("AT").required_of("estimate", {"K"}, Decimal(1000), TODAY)
    assert {rule.code for rule in required} == {"missing_buyer_name"}


@pytest.mark.parametrize(
    ("country", "day", "cash", "transfer"),
    [
        ("SI", "2026-11-22", True, False),
        ("SI", "2015-12-31", None, None),
        ("HR", "2025-12-31", True, False),
        ("HR", "2026-01-01", True, True),
        ("FR", "2026-11-22", None, None),
    ],
)
def test_which_sales_go_through_a_certified_channel(
    country: str, day: str, cash: bool | None, transfer: bool | None
) -> None:
    channel = profile_of(country).fiscal_on(date.fromisoformat(day))
    found = tuple(channel.is_demanded("invoice", paid_in_cash=paid) if channel else None for paid in (True, False))
    assert found == (cash, transfer)
    assert channel is None or not channel.is_demanded("estimate", paid_in_cash=True)


def test_the_identifiers_of_each_channel() -> None:
    channels = {country: profile_of(country).fiscal_on(TODAY) for country in ("SI", "HR")}
    found = {
        country: {each.code: each.pattern for each in channel.identifiers}
        for country, channel in channels.items()
        if channel
    }
    assert found["SI"].keys() == {"zoi", "eor"}
    assert found["HR"].keys() == {"zki", "jir"}
    assert re.fullmatch(found["SI"]["zoi"], "a7e5f55e1dbb48b799268e1a6d8618a3")
    assert not re.fullmatch(found["SI"]["eor"], "a7e5f55e")
    assert [channel.demanded_for for channel in channels.values() if channel] == [Demand.CASH, Demand.ALL]


def test_how_numbers_are_written() -> None:
    assert profile_of("HR").numbers.allows("17/1/1")
    assert not profile_of("HR").numbers.allows("2026-00017")
    assert profile_of("SI").numbers.allows("2026-00017")
    assert not profile_of("SI").numbers.dates_may_go_back


def test_the_tax_in_the_national_currency() -> None:
    assert profile_of("SI").tax_currency_for("USD", TODAY) == "EUR"
    assert profile_of("SI").tax_currency_for("EUR", TODAY) is None
    assert profile_of("US").tax_currency_for("EUR", TODAY) is None


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ('language = "sl"', "", "language: is missing"),
        ('language = "sl"', "language = 7", "language: 7 is not a text"),
        ('language = "sl"', 'language = "sl"\ncolour = "red"', "colour: is unknown"),
        ('binds = "tax_subject"', 'binds = "bakers"', "requirements[4].binds: 'bakers' is none of anybody"),
        ("rate = 9.5", 'rate = "9.5"', "taxes[1].rates[0].rate: '9.5' is not a number"),
        ("rate = 9.5", "rate = 195", "taxes[1].rates: must be between 0 and 100"),
        ("rate = 9.5, valid_from = 2013-07-01", "rate = 9.5, valid_from = 2001-01-01", "taxes[1].rates: must be"),
        ("valid_from = 2016-01-02", "valid_from = 2016-01-02T00:00:00", "fiscal[0].valid_from: datetime"),
        ('fields = ["vat_id"]', 'fields = ["vatid"]', "requirements[4].fields: 'vatid' is none of"),
        ('category = "AE"', 'category = "AF"', "legends[0].category: 'AF' is none of"),
        (
            'situation = "export"',
            'situation = "reverse_charge"',
            "legends: reverse_charge from 2007-01-01 stands there twice",
        ),
        ("is_default = true", "is_default = false", "taxes: exactly one must be the default one"),
        ('pattern = "[0-9a-f]{32}"', 'pattern = "[0-9a-f{32}"', "pattern '[0-9a-f{32}'"),
        ('currency = "EUR"', 'currency = "EUX"', "tax_currency[0].currency: 'EUX' is no currency"),
        ("is_default = true", "is_default = yes", "Invalid value"),
        ('language = "sl"', 'language = "sl"\ncountry = "AT"', "country: 'AT' stands in the file of 'SI'"),
    ],
)
def test_a_broken_file_is_named_with_the_place(tmp_path: Path, before: str, after: str, why: str) -> None:
    text = (FOLDER / "si.toml").read_text(encoding="utf-8")
    assert before in text
    (tmp_path / "si.toml").write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(SettingsRefused) as raised:
        read_profile(tmp_path / "si.toml", "SI")
    assert f"config/countries/si.toml: {why}" in str(raised.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused, match=r"xx\.toml"):
        read_profile(tmp_path / "xx.toml", "XX")


def test_the_documentation_names_every_country_and_is_no_legal_advice() -> None:
    text = (ROOT / "docs" / "countries.md").read_text(encoding="utf-8")
    assert "no legal advice" in text
    assert all(f"countries/{file.name}" in text for file in FOLDER.glob("*.toml"))


def test_profiles_are_read_once() -> None:
    first: Profile = profile_of("SI")
    assert profile_of("SI") is first
