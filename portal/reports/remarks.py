"""What a reader of any report has to know of its documents, each remark with the documents that it is about."""

from collections.abc import Callable, Iterator

from portal.reports.rows import ReportDocument
from portal.reports.tables import Entry, FigureBook, Remark
from portal.reports.words import ReportWords

_Test = Callable[[ReportDocument], bool]


def remarks_on(documents: list[ReportDocument], words: ReportWords, book: FigureBook) -> Iterator[Remark]:
    """A sentence for each thing that is odd about some of the documents; voided ones are in no sum and in none."""
    standing = [each for each in documents if not each.voided]
    for key, test, text in _kinds(words):
        found = [Entry(each, ()) for each in standing if test(each)]
        if found:
            sentence = text(len(found))
            book.add(f"remark/{key}", sentence, "", (), found)
            yield Remark(sentence, f"remark/{key}")


def _kinds(words: ReportWords) -> tuple[tuple[str, _Test, Callable[[int], str]], ...]:
    ngettext = words.translator.ngettext
    return (
        (
            "conflict",
            lambda each: each.in_conflict,
            lambda count: ngettext(
                "%(num)s document stands in conflict with another of the same number; each of them counts.",
                "%(num)s documents stand in conflict with others of the same number; each of them counts.",
                count,
            ),
        ),
        (
            "mismatch",
            lambda each: each.mismatched,
            lambda count: ngettext(
                "%(num)s document states totals that its lines do not come to; the stated ones count.",
                "%(num)s documents state totals that their lines do not come to; the stated ones count.",
                count,
            ),
        ),
        (
            "on-payment",
            lambda each: each.due_on_payment,
            lambda count: ngettext(
                "%(num)s document says that its VAT is due with the payment; its own dates count here.",
                "%(num)s documents say that their VAT is due with the payment; their own dates count here.",
                count,
            ),
        ),
    )
