"""How far a worker is with an export: written down while it works, in transactions of their own."""

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from sqlalchemy import select

from portal.database import Database, Visit
from portal.errors import PortalError
from portal.exports import Cell, Table
from portal.models import Export
from portal.services.exports.export_views import UNFINISHED, ExportState
from portal.services.paper.drawing import keep_first_pdf

EVERY_SECONDS = 0.5


class ExportCancelled(PortalError):
    """The export that a worker is at was called off."""


class Progress:
    """Counts what is done of one export. Each step may raise ExportCancelled.

    Steps are written down every half second, by a visit of its own: the worker's may be in the middle of reading.
    With them goes what is as good for another attempt: PDFs that were drawn for the first time.
    """

    def __init__(self, database: Database, visit: Visit, export_id: str) -> None:
        self._database = database
        self._actor = visit.actor
        self._export_id = export_id
        self._done = 0
        self._drawn: list[tuple[str, str]] = []
        self._written_at = 0.0

    @property
    def done(self) -> int:
        """How many steps are done."""
        return self._done

    def begin(self, total: int | None = None) -> None:
        """The work begins, or begins anew, on so many documents."""
        self._done = 0
        self._write(total, begun=True)

    def recount(self, total: int) -> None:
        """There are so many documents after all."""
        self._write(total)

    def step(self) -> None:
        """One more document is done."""
        self._done += 1
        if time.monotonic() - self._written_at >= EVERY_SECONDS:
            self._write(None)

    def drew(self, document_id: str, sha256: str) -> None:
        """This document's first PDF is in the storage; it is its PDF from the next written step on."""
        self._drawn.append((document_id, sha256))

    def end(self) -> None:
        """All steps are done."""
        self._write(None)

    def counted(self, table: Table) -> Table:
        """The same table, each of whose rows is a step."""
        return Table(table.name, table.columns, self._counted(table))

    def _counted(self, table: Table) -> Iterator[Sequence[Cell]]:
        for row in table.rows:
            yield row
            self.step()

    def _write(self, total: int | None, *, begun: bool = False) -> None:
        with self._database.visit(self._actor) as visit, visit.write() as writing:
            export = writing.scalars(select(Export).where(Export.id == self._export_id).with_for_update()).one_or_none()
            if export is None or export.state not in UNFINISHED:
                raise ExportCancelled(f"the export {self._export_id} was called off")
            if begun:
                export.state, export.started_at = ExportState.RUNNING.value, datetime.now(UTC)
            if total is not None:
                export.total = total
            export.done = min(self._done, export.total or 0)
            for document_id, sha256 in self._drawn:
                keep_first_pdf(writing, document_id, sha256)
        self._drawn.clear()
        self._written_at = time.monotonic()
