"""What stands on the page of a pack: its reports as they are written, its documents one by one when it is asked for."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from portal import formats
from portal.database import Visit
from portal.exports.pack_page import PackGroup, PackPage, PackReport, PackRow, PackTotal, pack_page
from portal.identity import Environment
from portal.reports.totals import VatTotal
from portal.reports.words import ReportWords
from portal.services.exports.exporting import DIRECTIONS
from portal.services.exports.pack_contents import Packed
from portal.services.exports.pack_notes import DocumentFiles, PackNotes
from portal.services.reports.views import ReportView
from portal.services.reports.words import state_sentence
from portal.translations import SOURCE_LOCALE, supported, translator


class PackPaper:
    """The page of one pack, of these documents, in one language."""

    def __init__(self, language: str, documents: Sequence[Packed], notes: PackNotes) -> None:
        self._language = supported(language) or SOURCE_LOCALE
        self._documents, self._notes = documents, notes
        self._reports: list[PackReport] = []
        self._totals: dict[str, list[VatTotal]] = defaultdict(list)
        self._paths: dict[str, str] = {}
        self._period = self._days = self._state = ""

    def report(self, visit: Visit, view: ReportView, path: str) -> None:
        """A report's file. What one says of the period, all do."""
        self._reports.append(PackReport(path, view.report.title, view.report.about))
        span = (formats.long_date(day, view.locale) for day in (view.period.first, view.period.last))
        self._period, self._days, self._state = view.label, " – ".join(span), state_sentence(view, visit)

    def total(self, direction: str, total: VatTotal, path: str) -> None:
        """What a VAT report comes to in one currency."""
        self._totals[direction].append(total)
        self._paths[direction] = path

    def page(self, visit: Visit, manifest: str) -> Iterator[bytes]:
        """The page, piece by piece."""
        entity = visit.entity
        words = ReportWords(translator(self._language), formats.regional(self._language, entity.locale))
        ids = (
            f"{words.say('VAT ID')} {entity.vat_id}" if entity.vat_id else "",
            f"{words.say('Tax number')} {entity.tax_number}" if entity.tax_number else "",
        )
        return pack_page(
            PackPage(
                language=self._language,
                owner=entity.name,
                owner_facts=[each for each in ids if each],
                period=self._period,
                days=self._days,
                state=self._state,
                is_sandbox=visit.scope.environment is Environment.SANDBOX,
                groups=[self._group(direction, words) for direction in DIRECTIONS],
                reports=self._reports,
                manifest=manifest,
            )
        )

    def _group(self, direction: str, words: ReportWords) -> PackGroup:
        documents = [each for each in self._documents if each.stated.direction == direction]
        return PackGroup(
            direction=direction,
            report=self._paths.get(direction, ""),
            totals=[_total(each, words.locale) for each in self._totals[direction]],
            documents=len(documents),
            rows=(_row(each, self._notes.of(each.stated.id), words) for each in documents),
        )


def _total(total: VatTotal, locale: str) -> PackTotal:
    base, tax = (formats.amount(each, total.currency, locale) for each in (total.base, total.tax))
    return PackTotal(total.currency, formats.number(total.documents, locale), base, tax)


def _row(packed: Packed, files: DocumentFiles, words: ReportWords) -> PackRow:
    stated = packed.stated
    gross = -stated.gross if stated.type == "credit_note" else stated.gross
    return PackRow(
        number=stated.number,
        type=words.type(stated.type),
        issued_on=formats.short_date(stated.issue_date, words.locale),
        party=stated.party_name,
        amount=formats.money(gross, stated.currency, words.locale),
        pdf=files.pdf.path,
        xml=files.xml.path,
        counts=packed.counts,
        notes=tuple(_notes(packed, files.pdf.path, words)),
    )


def _notes(packed: Packed, pdf: str, words: ReportWords) -> list[str]:
    stated, pgettext = packed.stated, words.translator.pgettext
    found = []
    if stated.voided:
        found.append(pgettext("pack", "Voided: it counts with zero."))
    if packed.late:
        found.append(pgettext("pack", "It came after the period was closed and is in none of its totals."))
    elif not packed.counts:
        day = formats.short_date(stated.tax_point, words.locale)
        found.append(pgettext("pack", "By its VAT date, %(day)s, it counts in another period.", day=day))
    if not pdf:
        found.append(pgettext("pack", "Its PDF could not be put in."))
    return found
