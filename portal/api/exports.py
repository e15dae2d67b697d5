"""Exports: documents as tables and as PDFs, of one entity, or by name of all."""

from collections.abc import Sequence
from contextlib import ExitStack

from flask import Response, request

from portal import formats
from portal.api.listed import wanted_of
from portal.api.route import Answer, Call, NoBody, NoQuery, Noun, Reach
from portal.api.schemas.base import Body, Listed, ListQuery, page_of
from portal.api.schemas.exports import ExportIn, ExportOut, ExportQuery, PdfExportIn
from portal.api.streams import sent_as_made
from portal.database import Visit
from portal.errors import Invalid
from portal.exports import Table, csv_chunks, xlsx_chunks
from portal.exports.archive import MIME as ZIP
from portal.exports.cells import joined
from portal.exports.csv_file import MIME as CSV
from portal.exports.xlsx_file import MIME as XLSX
from portal.policy import Permission
from portal.services.entry.api_keys import only_entity
from portal.services.exports.asked import ExportAsked, ExportKind
from portal.services.exports.asking import begin_export, cancel_export
from portal.services.exports.export_views import (
    ExportState,
    ExportView,
    find_exports,
    note_downloaded,
    open_export,
    show_export,
    was_begun,
)
from portal.services.exports.exporting import SHEETS, ExportWanted, export_tables, export_tables_of_all, note_export
from portal.services.exports.pdf_exports import ARCHIVE_NAME, archive_at_once, chosen_documents, documents_within
from portal.services.firm.entities import enter_each, enter_entity
from portal.services.reports.asked import period_named
from portal.translations import SOURCE_LOCALE, supported
from portal.web.answers import begins_anew, hands_out, stored_file

noun = Noun(
    "exports", "Documents taken out: as tables, or as archives of PDFs and e-invoices; what is long, by a worker."
)


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
        found = export_tables_of_all(visit, database, wanted, query.locale)
        for inside in enter_each(visit, database):
            _note(inside, query, wanted)
        return _written(visit, query, wanted, found)
    with ExitStack() as stack:
        if visit.scope.entity_id is None:
            entity_id = only_entity(database, visit.actor, visit.at)
            visit = stack.enter_context(enter_entity(visit, database, entity_id))
        found = export_tables(visit, wanted, query.locale)
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
    also={200: ZIP},
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
    return _begun(visit, ExportAsked(kind=ExportKind.PDF, document_ids=tuple(each.id for each in documents)))


@noun.route(
    "GET",
    "/exports",
    reach=Reach.ENTITY,
    permission=Permission.EXPORT_DOCUMENTS,
    query=ListQuery,
    answer=Listed[ExportOut],
)
def list_all(visit: Visit, call: Call[Body, ListQuery]) -> Listed[ExportOut]:
    """List exports: those being made, and the finished ones as long as they are kept."""
    found = find_exports(visit, call.parts.ring, wanted_of(call.query))
    return page_of(found, [_shown(export) for export in found.rows])


@noun.route(
    "POST",
    "/exports",
    reach=Reach.ENTITY,
    permission=Permission.EXPORT_DOCUMENTS,
    body=ExportIn,
    answer=ExportOut,
    status=202,
)
def create(visit: Visit, call: Call[ExportIn, NoQuery]) -> Answer:
    """Begin an export; a worker makes it, and /exports/{id} tells how far it is."""
    return _begun(visit, _asked(visit, call.body))


@noun.route("GET", "/exports/<export_id>", reach=Reach.THING, permission=Permission.EXPORT_DOCUMENTS, answer=ExportOut)
def show(visit: Visit, call: Call[Body, NoQuery]) -> ExportOut:
    """How far an export is."""
    return _shown(show_export(visit, call.path["export_id"]))


@noun.route(
    "POST",
    "/exports/<export_id>/cancel",
    reach=Reach.THING,
    permission=Permission.EXPORT_DOCUMENTS,
    answer=ExportOut,
    status=200,
)
def cancel(visit: Visit, call: Call[NoBody, NoQuery]) -> ExportOut:
    """Call off an export that is not finished."""
    return _shown(cancel_export(visit, call.path["export_id"]))


@noun.route(
    "GET", "/exports/<export_id>/content", reach=Reach.THING, permission=Permission.EXPORT_DOCUMENTS, answer="*/*"
)
def content(visit: Visit, call: Call[Body, NoQuery]) -> Response:
    """The finished file. Ranges are answered, so that a download that broke off goes on where it stopped."""
    file = open_export(visit, call.parts.storage, call.path["export_id"])
    response = stored_file(file)
    if hands_out(response) and (begins_anew(response) or not was_begun(visit, file)):
        with visit.write() as writing:
            note_downloaded(visit, writing, file)
    return response


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


def _asked(visit: Visit, body: ExportIn) -> ExportAsked:
    kind, locale = ExportKind(body.format), body.locale or supported(visit.entity.locale) or SOURCE_LOCALE
    if body.document_ids is not None:
        return ExportAsked(kind=kind, document_ids=tuple(body.document_ids), locale=locale)
    if body.period is not None:
        period = period_named(body.period, visit.today)
        if kind is ExportKind.PACK:
            return ExportAsked(kind=kind, period=period, locale=locale)
        first, last = period.first, period.last
    elif body.date_from and body.date_to:
        first, last = body.date_from, body.date_to
    else:
        raise Invalid("date_from: is missing; state it with date_to, or a period")
    wanted = ExportWanted(first=first, last=last, types=tuple(body.types or SHEETS), direction=body.direction)
    return ExportAsked(kind=kind, wanted=wanted, locale=locale)


def _begun(visit: Visit, asked: ExportAsked) -> Answer:
    export = begin_export(visit, asked)
    return Answer(_shown(export), 202, {"Location": f"/api/v1/exports/{export.id}"})


def _shown(export: ExportView) -> ExportOut:
    wanted, period = export.asked.wanted, export.asked.period
    span = wanted or period
    done = export.state is ExportState.DONE
    return ExportOut.model_validate(
        {
            "id": export.id,
            "format": export.asked.kind.value,
            "status": export.state.value,
            "progress": export.percent,
            "total_docs": export.total,
            "done_docs": export.done,
            "seconds_left": export.seconds_left,
            "types": list(wanted.types) if wanted else None,
            "period": period.name if period else None,
            "date_from": span.first if span else None,
            "date_to": span.last if span else None,
            "direction": wanted.direction if wanted else None,
            "failed": export.failed,
            "error": export.error,
            "file_name": export.name,
            "file_url": f"/api/v1/exports/{export.id}/content" if done else None,
            "bytes": export.size,
            "sha256": export.sha256,
            "requested_by": export.requested_by,
            "created_at": export.created_at,
            "started_at": export.started_at,
            "finished_at": export.finished_at,
            "expires_at": export.expires_at,
        }
    )
