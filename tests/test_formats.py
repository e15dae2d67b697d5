"""Money, dates, names and search text: exact values for the portal's locales, properties for all others."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal import formats

LOCALES = ["en", "en_GB", "en_IN", "sl", "sl_SI", "de", "de_AT", "de_CH", "fr_FR", "pl", "nl", "ar", "ja"]
AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**14), max_value=10**14)
FILE_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}")


@pytest.mark.parametrize(
    ("currency", "digits"),
    [("EUR", 2), ("JPY", 0), ("KWD", 3), ("RSD", 2), ("IQD", 3), ("XAU", 2), ("ZZZ", 2), ("", 2)],
)
def test_exponent_is_that_of_iso_4217_and_two_when_unknown(currency: str, digits: int) -> None:
    assert formats.exponent(currency) == digits


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [
        ("2.675", "EUR", "2.68"),
        ("-2.675", "EUR", "-2.68"),
        ("2.5", "JPY", "3"),
        ("1.0005", "KWD", "1.001"),
        ("123456789012345678901234567890.005", "EUR", "123456789012345678901234567890.01"),
        ("0", "EUR", "0.00"),
        ("1E+40", "JPY", "1" + "0" * 40),
    ],
)
def test_amounts_round_half_up_at_any_size(amount: str, currency: str, rounded: str) -> None:
    result = formats.quantize(Decimal(amount), currency)
    assert f"{result:f}" == rounded


@pytest.mark.parametrize(
    ("amount", "currency", "locale", "written"),
    [
        ("1234.5", "EUR", "sl_SI", "1.234,50\N{NO-BREAK SPACE}€"),
        ("-1234.5", "EUR", "sl-SI", "−1.234,50\N{NO-BREAK SPACE}€"),
        ("1234.5", "EUR", "de_AT", "€\N{NO-BREAK SPACE}1.234,50"),
        ("-1234.5", "USD", "en_US", "−$1,234.50"),
        ("1234567.8", "INR", "en_IN", "₹12,34,567.80"),
        ("-1234567.8", "INR", "en_IN", "−₹12,34,567.80"),
        ("1234.5", "JPY", "de", "1.235\N{NO-BREAK SPACE}¥"),
        ("5", "KWD", "en_US", "KWD\N{NO-BREAK SPACE}5.000"),
        ("5", "RSD", "sl", "5,00\N{NO-BREAK SPACE}RSD"),
        ("-0.001", "EUR", "sl", "0,00\N{NO-BREAK SPACE}€"),
    ],
)
def test_money_is_written_as_the_locale_writes_it(amount: str, currency: str, locale: str, written: str) -> None:
    assert formats.money(Decimal(amount), currency, locale) == written


def test_an_amount_leaves_the_currency_to_the_head_of_its_column() -> None:
    assert formats.amount(Decimal("-1234.5"), "EUR", "sl") == "−1.234,50"
    assert formats.amount(Decimal("1234.5"), "JPY", "en") == "1,235"


@given(AMOUNTS, st.sampled_from(["EUR", "JPY", "KWD", "CHF"]), st.sampled_from(LOCALES))
def test_every_amount_can_be_read_back(amount: Decimal, currency: str, locale: str) -> None:
    written = formats.amount(amount, currency, locale)
    digits = re.sub(r"\D", "", written)
    back = Decimal(digits).scaleb(-formats.exponent(currency))
    assert (-back if written.startswith(formats.MINUS) else back) == formats.quantize(amount, currency)


@given(AMOUNTS, st.sampled_from(["EUR", "JPY", "KWD", "CHF"]), st.sampled_from(LOCALES))
def test_the_learnt_shape_writes_what_cldr_writes(amount: Decimal, currency: str, locale: str) -> None:
    rounded = abs(formats.quantize(amount, currency))
    by_cldr = formats._by_cldr(rounded, currency, formats.known_locale(locale), signed=True)
    assert formats.money(rounded, currency, locale) == by_cldr


def test_numbers_keep_every_digit_and_drop_trailing_zeros() -> None:
    assert formats.number(Decimal("1234.5600"), "de") == "1.234,56"
    assert formats.number(Decimal("-0.123456789"), "sl") == "−0,123456789"
    assert formats.number(Decimal("1E+3"), "en") == "1,000"
    assert formats.number(Decimal("0.000"), "en") == "0"
    assert formats.number(Decimal("100"), "en") == "100"


def test_a_price_has_at_least_the_digits_of_its_currency() -> None:
    assert formats.price(Decimal("185"), "EUR", "sl") == "185,00"
    assert formats.price(Decimal("0.12345"), "EUR", "sl") == "0,12345"
    assert formats.price(Decimal("-1.5"), "JPY", "en") == "−1.5"
    assert formats.price(Decimal("1200.0000"), "EUR", "de") == "1.200,00"


def test_countries_have_names_in_every_language() -> None:
    assert [formats.territory("AT", locale) for locale in ("en", "sl", "de")] == ["Austria", "Avstrija", "Österreich"]
    assert formats.territory("??", "sl") == "??"


def test_percent_takes_the_rate_as_tax_rates_are_stored() -> None:
    assert formats.percent(Decimal("9.5"), "sl") == "9,5\N{NO-BREAK SPACE}%"
    assert formats.percent(Decimal("22.00"), "en") == "22%"
    assert formats.percent(Decimal("0"), "de") == "0\N{NO-BREAK SPACE}%"


def test_dates_show_four_digits_of_the_year_everywhere() -> None:
    day = date(2026, 3, 4)
    assert formats.short_date(day, "sl") == "4. mar. 2026"
    assert formats.short_date(day, "de_AT") == "04.03.2026"
    assert formats.long_date(day, "sl") == "4. marec 2026"
    assert formats.month_name(day, "de") == "März 2026"
    assert all("2026" in formats.short_date(day, locale) for locale in LOCALES)


def test_an_instant_is_shown_on_the_clock_of_the_zone() -> None:
    instant = datetime(2026, 7, 31, 22, 30, tzinfo=UTC)
    assert formats.date_time(instant, "sl", "Europe/Ljubljana") == "1. avg. 2026, 00:30"
    assert formats.date_time(instant, "de", "UTC") == "31.07.2026, 22:30"


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        formats.date_time(datetime(2026, 7, 31, 22, 30, tzinfo=UTC).replace(tzinfo=None), "sl", "UTC")


@pytest.mark.parametrize(
    ("language", "entity_locale", "locale"),
    [
        ("sl", "sl_SI", "sl_SI"),
        ("en", "sl_SI", "en_SI"),
        ("en", "de-AT", "en_AT"),
        ("en", "en_US", "en_US"),
        ("en", "en", "en_150"),
        ("en", "de", "en_150"),
        ("de", "sl_SI", "de"),
        ("sl", "no such thing", "sl"),
    ],
)
def test_a_page_in_another_language_keeps_the_customs_of_the_country(
    language: str, entity_locale: str, locale: str
) -> None:
    assert formats.regional(language, entity_locale) == locale


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  RAČUN\t2026 ", "racun 2026"),
        ("Straße", "strasse"),
        ("Đorđe Łukasz Ødegård", "dorde lukasz odegard"),
        ("ﬁn\u00a0①", "fin 1"),
        ("a\x00b", "a b"),
        ("İstanbul", "istanbul"),
    ],
)
def test_search_text_meets_what_people_type(typed: str, stored: str) -> None:
    assert formats.normalise(typed) == stored


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = formats.normalise(text)
    assert formats.normalise(once) == once


@pytest.mark.parametrize(
    ("parts", "extension", "name"),
    [
        (("Račun", "2026/001"), "pdf", "Racun-2026-001.pdf"),
        (("../../etc/passwd",), "PDF", "etc-passwd.pdf"),
        (("x\r\nSet-Cookie: a=b",), "xml", "x-Set-Cookie-a-b.xml"),
        (("\u202egpj.exe",), "jpg", "gpj.exe.jpg"),
        (("Straße", "Øst"), "", "Strasse-Ost"),
        (("CON",), "txt", "file-CON.txt"),
        (("",), "p/d.f", "file.pdf"),
    ],
)
def test_file_names_are_slugs(parts: tuple[str, ...], extension: str, name: str) -> None:
    assert formats.file_name(*parts, extension=extension) == name


@settings(max_examples=1000)
@given(st.lists(st.text(), max_size=3), st.text(max_size=20))
def test_every_input_makes_a_valid_file_name(parts: list[str], extension: str) -> None:
    name = formats.file_name(*parts, extension=extension)
    assert FILE_NAME.fullmatch(name)
    assert ".." not in name
