"""A calendar month, quarter or year, by the name it has everywhere: `2026-03`, `2026-Q1`, `2026`."""

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from portal import formats
from portal.errors import Invalid
from portal.translations import Translator

EARLIEST, LATEST = 1950, 2200
_NAME = re.compile(r"(?P<year>[0-9]{4})(?:-(?:Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?")


class Length(enum.IntEnum):
    """How many months a period has."""

    MONTH = 1
    QUARTER = 3
    YEAR = 12


@dataclass(frozen=True, slots=True, order=True)
class ReportPeriod:
    """`number` counts the periods of that length within the year, from 1."""

    year: int
    length: Length
    number: int

    @classmethod
    def parse(cls, name: str) -> "ReportPeriod":
        """The period of that name. Raises Invalid, naming `period`."""
        found = _NAME.fullmatch(name)
        if found is None or not EARLIEST <= int(found["year"]) <= LATEST:
            raise Invalid("period: is none; write a month like 2026-03, a quarter like 2026-Q1, or a year like 2026")
        year = int(found["year"])
        if found["quarter"]:
            return cls(year, Length.QUARTER, int(found["quarter"]))
        if found["month"]:
            return cls(year, Length.MONTH, int(found["month"]))
        return cls(year, Length.YEAR, 1)

    @classmethod
    def around(cls, day: date, length: Length) -> "ReportPeriod":
        """The period of that length which the day is in."""
        return cls(day.year, length, (day.month - 1) // length + 1)

    @property
    def name(self) -> str:
        if self.length is Length.YEAR:
            return f"{self.year:04}"
        return f"{self.year:04}-Q{self.number}" if self.length is Length.QUARTER else f"{self.year:04}-{self.number:02}"

    @property
    def first(self) -> date:
        return date(self.year, (self.number - 1) * self.length + 1, 1)

    @property
    def last(self) -> date:
        return self.later(1).first - timedelta(days=1)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def later(self, count: int) -> "ReportPeriod":
        """The period of the same length so many after this one; before it, for a count below zero."""
        per_year = 12 // self.length
        place = self.year * per_year + self.number - 1 + count
        return ReportPeriod(place // per_year, self.length, place % per_year + 1)

    def parts(self, length: Length) -> Iterator["ReportPeriod"]:
        """The periods of a shorter length within this one, in order."""
        found = ReportPeriod.around(self.first, length)
        while found.first <= self.last:
            yield found
            found = found.later(1)

    def label(self, words: Translator, locale: str) -> str:
        """The period as people say it, in the translator's language: `March 2026`."""
        if self.length is Length.MONTH:
            return formats.month_name(self.first, locale)
        if self.length is Length.QUARTER:
            return words.pgettext("report", "Quarter %(number)s, %(year)s", number=self.number, year=self.year)
        return words.pgettext("report", "Year %(year)s", year=self.year)
