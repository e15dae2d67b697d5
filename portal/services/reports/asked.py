"""What report is asked for, as addresses say it: the kind and the period, one customer, a form, a language."""

import hashlib
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.database import Visit
from portal.errors import Invalid, NotAllowed
from portal.policy import Permission
from portal.reports import KINDS, ReportKind, ReportPeriod
from portal.reports.period import Length
from portal.services.reading.periods import Period, span_of
from portal.services.reports.files import ReportForm
from portal.services.reports.views import ReportView, show_report

LONGEST_PARTY = 260


def period_named(name: str, today: date) -> ReportPeriod:
    """The period of that name, or the one that a preset of `portal.services.reading.periods` means today. Raises
    Invalid, naming `period`."""
    if name not in tuple(Period):
        return ReportPeriod.parse(name)
    span = span_of(Period(name), today)
    length = next(each for each in Length if ReportPeriod.around(span.first, each).last == span.last)
    return ReportPeriod.around(span.first, length)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAsked:
    """One report. `form` is the file that it is wanted as, None for the page; `language` one of the portal's."""

    kind: ReportKind
    period: ReportPeriod
    party: str | None = None
    form: ReportForm | None = None
    language: str | None = None

    @classmethod
    def read(cls, said: Mapping[str, str]) -> "ReportAsked":
        """What an address says; other names do nothing. Raises Invalid, naming the parameter."""
        kind, form, party = KINDS.get(said.get("report", "")), said.get("form") or None, said.get("customer") or None
        if kind is None:
            raise Invalid(f"report: is none; use one of {', '.join(KINDS)}")
        if form is not None and form not in list(ReportForm):
            raise Invalid(f"form: is none; use one of {', '.join(ReportForm)}")
        if party is not None and len(party) > LONGEST_PARTY:
            raise Invalid("customer: is none of the report's")
        return cls(
            kind=kind,
            period=ReportPeriod.parse(said.get("period", "")),
            party=party,
            form=ReportForm(form) if form else None,
            language=said.get("lang") or None,
        )

    def said(self) -> dict[str, str]:
        """The parameters that `read` reads."""
        stated = {
            "report": self.kind.slug,
            "period": self.period.name,
            "customer": self.party,
            "form": self.form.value if self.form else None,
            "lang": self.language,
        }
        return {name: value for name, value in stated.items() if value}

    @property
    def subject(self) -> str:
        """A name of exactly this, of the shape of an id: what a ticket is sealed for."""
        digest = hashlib.sha256(repr(sorted(self.said().items())).encode()).digest()[:16]
        return f"rep_{b32encode(digest).decode().rstrip('=').lower()}"

    def needs(self) -> Permission:
        """Reading and printing is reading; what a spreadsheet takes is taken out."""
        is_taken_out = self.form in {ReportForm.XLSX, ReportForm.CSV}
        return Permission.EXPORT_DOCUMENTS if is_taken_out else Permission.READ_DOCUMENTS

    def view(self, visit: Visit) -> ReportView:
        """The report. Raises NotAllowed for a form that this visit may not take, and Invalid."""
        if not visit.may(self.needs()):
            raise NotAllowed(f"{visit.actor.kind} lacks {self.needs()}")
        return show_report(visit, self.kind, self.period, language=self.language, party=self.party)
