"""Number formats: the year's digits, one counter, and text between them; and the series that a format makes."""

import re
from dataclasses import dataclass

from portal.errors import Invalid

LONGEST_FORMAT = 40
LARGEST_START = 999_999_999
_TOKEN = re.compile(r"\{([^{}]*)\}")
_COUNTER = re.compile(r"\{(n{1,9})\}")
_YEARS = ("{yyyy}", "{yy}")
# What stands around the tokens ends in file names, payment references and search.
_TEXT = re.compile(r"[A-Za-z0-9._/ -]*")


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """A checked format: `{n}` to `{nnnnnnnnn}` is the counter with at least so many digits, `{yyyy}`, `{yy}` a year."""

    text: str

    @property
    def has_year(self) -> bool:
        return any(year in self.text for year in _YEARS)

    def series(self, year: int, *, restarts_yearly: bool) -> str:
        """What all numbers of one count share: the format with its year filled in.

        A format without a year restarts only where its country has it so; the year then stands before it.
        """
        filled = self.text.replace("{yyyy}", f"{year:04}").replace("{yy}", f"{year % 100:02}")
        return f"{year:04}:{filled}" if restarts_yearly and not self.has_year else filled

    def number(self, year: int, count: int) -> str:
        """The number of the document that is the `count`-th of its series."""
        filled = self.text.replace("{yyyy}", f"{year:04}").replace("{yy}", f"{year % 100:02}")
        return _COUNTER.sub(lambda found: f"{count:0{len(found[1])}}", filled)


def read_format(text: object, field: str) -> NumberFormat:
    """The format that a text states. Raises Invalid, naming the field and what to write instead."""
    if not isinstance(text, str) or not text or len(text) > LONGEST_FORMAT:
        raise Invalid(f"{field}: must be a text of at most {LONGEST_FORMAT} characters, as in {{yyyy}}-{{nnnnn}}")
    tokens = _TOKEN.findall(text)
    counters = [token for token in tokens if token and set(token) == {"n"}]
    if len(counters) != 1 or len(counters[0]) > 9:
        raise Invalid(f"{field}: must hold the counter once, {{n}} to {{nnnnnnnnn}}")
    years = [token for token in tokens if token in {"yyyy", "yy"}]
    if len(years) > 1 or len(tokens) != len(years) + 1:
        raise Invalid(f"{field}: may hold the year once, {{yyyy}} or {{yy}}, and no other token")
    rest = _TOKEN.sub("", text)
    if not _TEXT.fullmatch(rest) or text != text.strip():
        raise Invalid(f"{field}: may hold letters, digits, spaces and . _ / - around its tokens")
    return NumberFormat(text)


def read_start(value: object, field: str) -> int:
    """The first number of a new series, from 1. Raises Invalid."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= LARGEST_START:
        raise Invalid(f"{field}: must be a whole number from 1 to {LARGEST_START}")
    return value
