"""Exports: documents as tables and as PDFs, of one entity, or by name of all."""

from collections.abc import Sequence
from contextlib import ExitStack

from flask import Response, request

from portal import formats
from portal.api.route import Answer, Call, NoQuery, Noun, Reach
from portal.api.schemas.base import Body
from portal.api.schemas.exports import ExportOut, ExportQuery, PdfExportIn
from portal.api.streams import saved_as, sent_as_made
from portal.database import Visit
from portal.errors import Invalid
from portal.exports import Table, csv_chunks, xlsx_chunks
from portal.exports.archive import MIME as ZIP
from portal.exports.cells import joined
from portal.exports.csv_file import MIME as CSV
from portal.exports.xlsx_file import MIME as XLSX
from portal.policy import Permission
from portal.services.entry.api_keys import only_entity
from portal.services.exports.exporting import SHEETS, ExportWanted, export_tables, export_tables_of_all, note_export
from portal.services.exports.pdf_exports import (
    ARCHIVE_NAME,
    ExportView,
    archive_at_once,
    begin_pdf_export,
    chosen_documents,
    documents_within,
    read_export,
    show_export,
)
from portal.services.firm.entities import enter_each, enter_entity
from portal.services.outbox.jobs import JobState

noun = Noun("exports", "Documents taken out: tables for the accountant, PDFs in one archive.")


@noun.route(
    "GET",
    "/documents/export",
    reach=Reach.WIDE,
    permission=Permission.EXPORT_DOCUMENTS,
    query=ExportQuery,
    answer=XLSX,
)
def tables(visit: Visit, call: Call[Body, ExportQuery]) -> Response:
    """Export documents as xlsx, a sheet a type, or as csv."""
    query, database = call.query, call.parts.database
    wanted = ExportWanted(
        first=query.date_from,
        last=query.date_to,
        types=query.chosen() or tuple(SHEETS),
        direction=query.direction,
    )
    if query.entities == "all":
        if visit.scope.entity_id is not None:
            raise Invalid("entities: all is for account keys, without x-entity-id")
        found = export_tables_of_all(visit, database, wanted)
        for inside in enter_each(visit, database):
            _note(inside, query, wanted)
        return _written(visit, query, wanted, found)
    with ExitStack() as stack:
        if visit.scope.entity_id is None:
            entity_id = only_entity(database, visit.actor, visit.at)
            visit = stack.enter_context(enter_entity(visit, database, entity_id))
        found = export_tables(visit, wanted)
        _note(visit, query, wanted)
        return _written(visit, query, wanted, found)


@noun.route(
    "POST",
    "/documents/export/pdf",
    reach=Reach.ENTITY,
    permission=Permission.EXPORT_DOCUMENTS,
    body=PdfExportIn,
    answer=ExportOut,
    status=202,
)
def pdfs(visit: Visit, call: Call[PdfExportIn, NoQuery]) -> Response | Answer:
    """Export PDFs as one zip: at once (200) where they are drawn already, else 202; then ask /exports/{id}."""
    body, parts = call.body, call.parts
    if body.document_ids is not None:
        documents = chosen_documents(visit, body.document_ids)
    elif body.date_from and body.date_to:
        wanted = ExportWanted(first=body.date_from, last=body.date_to, types=tuple(body.types or SHEETS))
        documents = documents_within(visit, wanted)
    else:
        raise Invalid("document_ids: is missing; state it, or date_from and date_to")
    archive = archive_at_once(visit, parts.storage, parts.pool, documents)
    if archive is not None:
        return sent_as_made(visit, ARCHIVE_NAME, ZIP, archive)
    export = begin_pdf_export(visit, documents)
    return Answer(_shown(export), 202, {"Location": f"/api/v1/exports/{export.id}"})


@noun.route("GET", "/exports/<export_id>", reach=Reach.THING, permission=Permission.EXPORT_DOCUMENTS, answer=ExportOut)
def show(visit: Visit, call: Call[Body, NoQuery]) -> ExportOut:
    """How far an export is."""
    return _shown(show_export(visit, call.path["export_id"]))


@noun.route(
    "GET", "/exports/<export_id>/content", reach=Reach.THING, permission=Permission.EXPORT_DOCUMENTS, answer=ZIP
)
def content(visit: Visit, call: Call[Body, NoQuery]) -> Response:
    """The finished archive."""
    return saved_as(ARCHIVE_NAME, ZIP, read_export(visit, call.parts.storage, call.path["export_id"]))


def _note(visit: Visit, query: ExportQuery, wanted: ExportWanted) -> None:
    if request.method != "HEAD":
        note_export(visit, query.format, wanted)


def _written(visit: Visit, query: ExportQuery, wanted: ExportWanted, found: Sequence[Table]) -> Response:
    name = formats.file_name(
        wanted.types[0] if len(wanted.types) == 1 else "documents",
        wanted.first.isoformat(),
        wanted.last.isoformat(),
        extension=query.format,
    )
    if query.format == "csv":
        return sent_as_made(visit, name, CSV, csv_chunks(joined(found)))
    return sent_as_made(visit, name, XLSX, xlsx_chunks(found))


def _shown(export: ExportView) -> ExportOut:
    done = export.state is JobState.DONE
    return ExportOut.model_validate(
        {
            "id": export.id,
            "status": export.state.value,
            "progress": 100 if done else 0,
            "total_docs": export.total,
            "failed": [{"document_id": each, "message": why} for each, why in export.failed],
            "error": export.error,
            "file_name": export.name,
            "file_url": f"/api/v1/exports/{export.id}/content" if done else None,
            "bytes": export.size,
            "created_at": export.created_at,
            "finished_at": export.finished_at,
            "expires_at": export.expires_at,
        }
    )
