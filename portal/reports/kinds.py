"""The kinds of reports, and the one way to make any of them."""

import enum
from collections.abc import Callable, Mapping

from portal.errors import Invalid
from portal.reports.aging import aging_report
from portal.reports.kir import COUNTRY, kir_report
from portal.reports.ledger import ledger_report
from portal.reports.rows import ReportRows
from portal.reports.statement import parties_of, statement_report
from portal.reports.tables import Report
from portal.reports.vat import vat_report
from portal.reports.words import ReportWords
from portal.translations import Translator


class ReportKind(enum.StrEnum):
    """What a report tells."""

    VAT_SUMMARY = "vat_summary"
    INPUT_VAT = "input_vat"
    SALES_LEDGER = "sales_ledger"
    KIR = "kir"
    AGING = "aging"
    STATEMENT = "statement"

    @property
    def slug(self) -> str:
        """As it stands in an address."""
        return self.value.replace("_", "-")

    def is_kept_in(self, country: str) -> bool:
        """Whether entities of a country have it: KIR is Slovenia's."""
        return self is not ReportKind.KIR or country == COUNTRY


KINDS = {kind.slug: kind for kind in ReportKind}


def build(
    kind: ReportKind, rows: ReportRows, translator: Translator, locale: str, *, party: str | None = None
) -> Report:
    """The report in the translator's language; `party` is the one customer of a statement.

    Raises Invalid for a customer that the period knows nothing of, and for KIR outside Slovenia.
    """
    words = ReportWords(translator, locale)
    if not kind.is_kept_in(rows.country):
        raise Invalid("kir: is kept by entities in Slovenia; take the sales ledger")
    if party is not None and (kind is not ReportKind.STATEMENT or party not in parties_of(rows)):
        raise Invalid("customer: had nothing billed, paid or owed in this period; choose one of the statement's")
    return _REPORTS[kind](rows, words, party)


_REPORTS: Mapping[ReportKind, Callable[[ReportRows, ReportWords, str | None], Report]] = {
    ReportKind.VAT_SUMMARY: lambda rows, words, _: vat_report(rows, words, "issued"),
    ReportKind.INPUT_VAT: lambda rows, words, _: vat_report(rows, words, "received"),
    ReportKind.SALES_LEDGER: lambda rows, words, _: ledger_report(rows, words),
    ReportKind.KIR: lambda rows, words, _: kir_report(rows, words),
    ReportKind.AGING: lambda rows, words, _: aging_report(rows, words),
    ReportKind.STATEMENT: statement_report,
}
