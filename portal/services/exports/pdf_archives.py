"""Archives of PDFs as a worker makes them: what is not drawn yet is drawn, and what cannot be is named."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from portal.database import Visit
from portal.errors import JobImpossible, RenderBusy, RenderFailed
from portal.exports import zip_chunks
from portal.models import Export
from portal.pdf import PdfPool
from portal.services.exports.pdf_exports import chosen_documents, export_row, paper_name
from portal.services.outbox.jobs import JobState
from portal.services.paper.drawing import keep_first_pdf
from portal.services.paper.printing import draw_document
from portal.storage import Storage
from portal.tenancy.fence import FencedSession

MOST_BYTES = 250_000_000
KEPT_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class DrawnExport:
    """What a worker made of an export: the archive, what was drawn for the first time, and what could not be."""

    export_id: str
    sha256: str
    size: int
    first_pdfs: tuple[tuple[str, str], ...]
    failed: tuple[tuple[str, str], ...]


def draw_export(visit: Visit, storage: Storage, pool: PdfPool, export_id: str) -> DrawnExport:
    """Draw what is not drawn yet and make the archive: a worker's part. JobImpossible where no attempt can help."""
    export = visit.session.scalars(select(Export).where(Export.id == export_id)).one_or_none()
    if export is None:
        raise JobImpossible("the export is gone")
    first: list[tuple[str, str]] = []
    failed: list[tuple[str, str]] = []
    files: list[tuple[str, str]] = []
    for document in chosen_documents(visit, export.parameters["document_ids"]):
        digest = document.pdf_sha256
        if digest is None:
            try:
                drawing = draw_document(visit, storage, pool, document.id)
            except RenderBusy:
                raise
            except RenderFailed as error:
                failed.append((document.id, str(error)))
                continue
            digest = drawing.sha256
            if drawing.final:
                first.append((document.id, digest))
        files.append((paper_name(document), digest))
    if not files:
        raise JobImpossible(f"none of the PDFs could be made: {failed[0][1]}")
    archive = b"".join(_pieces(visit, storage, files))
    return DrawnExport(export_id, storage.put(visit.scope, archive), len(archive), tuple(first), tuple(failed))


def finish_export(visit: Visit, writing: FencedSession, drawn: DrawnExport) -> None:
    """Write down what was made; in the transaction that ends the job."""
    for document_id, digest in drawn.first_pdfs:
        keep_first_pdf(writing, document_id, digest)
    export = export_row(writing, drawn.export_id, visit.at)
    export.parameters = {
        **export.parameters,
        "sha256": drawn.sha256,
        "size": drawn.size,
        "failed": [list(each) for each in drawn.failed],
    }
    export.state, export.done = JobState.DONE.value, (export.total or 0) - len(drawn.failed)
    export.finished_at, export.expires_at = visit.at, visit.at + KEPT_FOR


def give_up_export(visit: Visit, writing: FencedSession, export_id: str, why: str) -> None:
    """Write down that there will be no archive."""
    export = export_row(writing, export_id, visit.at)
    export.parameters = {**export.parameters, "error": why}
    export.state, export.finished_at = JobState.FAILED.value, visit.at


def _pieces(visit: Visit, storage: Storage, files: Sequence[tuple[str, str]]) -> Iterator[bytes]:
    size = 0
    for piece in zip_chunks((name, storage.get(visit.scope, digest)) for name, digest in files):
        size += len(piece)
        if size > MOST_BYTES:
            raise JobImpossible(f"the archive would have more than {MOST_BYTES} bytes; export fewer documents at once")
        yield piece
