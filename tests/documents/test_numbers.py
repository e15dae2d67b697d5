"""Number formats: which there may be, and what numbers and series they make."""

import pytest

from portal.documents.numbers import read_format, read_start
from portal.errors import Invalid


@pytest.mark.parametrize(
    ("text", "number", "series"),
    [
        ("{yyyy}-{nnnnn}", "2026-00017", "2026-{nnnnn}"),
        ("CN-{yy}/{nn}", "CN-26/17", "CN-26/{nn}"),
        ("{n}", "17", "{n}"),
        ("R {nnnnnnnnn}.{yyyy}", "R 000000017.2026", "R {nnnnnnnnn}.2026"),
    ],
)
def test_formats(text: str, number: str, series: str) -> None:
    form = read_format(text, "format")
    assert form.number(2026, 17) == number
    assert form.series(2026, restarts_yearly=form.has_year) == series


def test_a_count_longer_than_its_digits_is_not_cut() -> None:
    assert read_format("{nn}", "format").number(2026, 1234) == "1234"


def test_a_format_without_a_year_restarts_only_where_it_has_to() -> None:
    form = read_format("{n}/1/1", "format")
    assert form.series(2026, restarts_yearly=False) == form.series(2027, restarts_yearly=False)
    assert form.series(2026, restarts_yearly=True) != form.series(2027, restarts_yearly=True)


@pytest.mark.parametrize(
    "text",
    ["", "2026", "{yyyy}", "{n}{n}", "{nnnnnnnnnn}", "{yyyy}{yy}{n}", "{u}-{n}", "{N}", "{}{n}", "{n", "č-{n}",
     "a\n{n}", " {n}", "x" * 40 + "{n}", None, 7, ["{n}"]],
)  # fmt: skip
def test_what_is_no_format_is_refused(text: object) -> None:
    with pytest.raises(Invalid, match=r"^format: "):
        read_format(text, "format")


@pytest.mark.parametrize("value", [0, -1, 10**9, True, "1", 1.5, None])
def test_a_series_begins_with_a_whole_number(value: object) -> None:
    assert read_start(1, "start") == 1
    with pytest.raises(Invalid, match=r"^start: "):
        read_start(value, "start")
