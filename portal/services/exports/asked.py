"""What an export is asked for: which file, of which documents, in which language; and how that is kept in its row."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal import formats
from portal.reports import ReportPeriod
from portal.services.exports.exporting import ExportWanted


class ExportKind(enum.StrEnum):
    """What file is made: a table, an archive of PDFs or of e-invoices, or the pack of a period with all of it."""

    XLSX = "xlsx"
    CSV = "csv"
    PDF = "pdf"
    XML = "xml"
    PACK = "pack"

    @property
    def is_table(self) -> bool:
        return self in {ExportKind.XLSX, ExportKind.CSV}

    @property
    def extension(self) -> str:
        return self.value if self.is_table else "zip"

    @property
    def mime(self) -> str:
        return _MIMES[self.extension]


OF_DOCUMENTS = tuple(kind for kind in ExportKind if kind is not ExportKind.PACK)
"""The kinds that are of documents as somebody chooses them; a pack is of a period, and has what its reports count."""
_MIMES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "zip": "application/zip",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportAsked:
    """One export: documents by types and days (`wanted`), by id for the archives, or the `period` of a pack; one of
    the three is given.

    `locale` is the language of a table's titles and of a pack; `in_words` has a table's codes written in it too.
    """

    kind: ExportKind
    wanted: ExportWanted | None = None
    document_ids: tuple[str, ...] = ()
    period: ReportPeriod | None = None
    locale: str = "en"
    in_words: bool = False

    @property
    def file_name(self) -> str:
        """What the file is called: safe, by what is in it."""
        wanted, extension = self.wanted, self.kind.extension
        if self.period is not None:
            return formats.file_name(self.kind.value, self.period.name, extension=extension)
        if wanted is None:
            return formats.file_name("documents", extension=extension)
        types = wanted.types[0] if len(wanted.types) == 1 else "documents"
        form = "" if self.kind.is_table else self.kind.value
        days = (wanted.first.isoformat(), wanted.last.isoformat())
        return formats.file_name(*(part for part in (types, form, *days) if part), extension=extension)

    def parameters(self) -> dict[str, Any]:
        """As the export's row keeps it."""
        kept: dict[str, Any] = {"locale": self.locale, "in_words": self.in_words}
        if self.period is not None:
            return kept | {"period": self.period.name}
        if self.wanted is None:
            return kept | {"document_ids": list(self.document_ids)}
        return kept | {
            "types": list(self.wanted.types),
            "date_from": self.wanted.first.isoformat(),
            "date_to": self.wanted.last.isoformat(),
            "direction": self.wanted.direction,
        }


def asked_of(kind: str, parameters: Mapping[str, Any]) -> ExportAsked:
    """What a row was asked for."""
    ids, period, wanted = parameters.get("document_ids"), parameters.get("period"), None
    if ids is None and period is None:
        wanted = ExportWanted(
            first=date.fromisoformat(parameters["date_from"]),
            last=date.fromisoformat(parameters["date_to"]),
            types=tuple(parameters["types"]),
            direction=parameters["direction"],
        )
    return ExportAsked(
        kind=ExportKind(kind),
        wanted=wanted,
        document_ids=tuple(ids or ()),
        period=ReportPeriod.parse(period) if period else None,
        locale=parameters.get("locale", "en"),
        in_words=parameters.get("in_words", False),
    )
