"""What tickets fetch: bytes with the name and type to send them under, each use counted as it is written down."""

from dataclasses import dataclass

from portal.database import Visit
from portal.errors import Conflict, NotFound
from portal.pdf import PdfPool
from portal.services.einvoicing.offers import XML as XML_TYPE
from portal.services.einvoicing.offers import note_taken, open_xml
from portal.services.exports.export_views import ExportFile, note_downloaded, open_export, was_begun
from portal.services.filing.views import note_fetched
from portal.services.history.activity import Event, Thing, document_thing, record
from portal.services.paper.printing import print_document
from portal.services.reading.readable import readable_document, readable_file
from portal.services.reports.asked import ReportAsked
from portal.services.reports.files import ReportForm, file_name, report_file
from portal.services.reports.files import note_taken as note_report
from portal.services.tickets.names import safe_name
from portal.services.tickets.sealing import EXPORT, FILE, PDF, XML
from portal.services.tickets.uses import refuse_misuse, take_use
from portal.storage import Storage
from portal.tokens import Ticket

# Never a PDF that somebody sent: it may hold scripts, and other viewers than a browser's run them.
SAFE_INLINE = frozenset({"image/png", "image/jpeg"})
# What is smaller reaches the browser through the portal as soon as by a second connection.
LARGE_BYTES = 1_000_000
_PDF_TYPE = "application/pdf"


@dataclass(frozen=True, slots=True)
class Download:
    """Bytes with the name and type to send them under; `safe_inline` when a browser may show them itself."""

    name: str
    mime: str
    data: bytes
    safe_inline: bool


def await_pdf(visit: Visit, storage: Storage, pool: PdfPool, ticket: Ticket) -> None:
    """Return when the ticket's PDF can be fetched at once; nothing is counted. Raises what `fetch` raises."""
    refuse_misuse(visit, ticket)
    print_document(visit, storage, pool, readable_document(visit, ticket.subject_id))


def fetch(visit: Visit, storage: Storage, pool: PdfPool, ticket: Ticket) -> Download:
    """What the ticket was made for, counted and written down.

    Raises LinkUsed after its last use, and RenderPending, counting nothing, while a worker draws the PDF.
    """
    refuse_misuse(visit, ticket)
    if ticket.subject_kind == PDF:
        document = readable_document(visit, ticket.subject_id)
        printed = print_document(visit, storage, pool, document)
        taken = Download(printed.name, _PDF_TYPE, printed.data, safe_inline=True)
        thing, event = document_thing(document), Event.DOCUMENT_DOWNLOADED
    elif ticket.subject_kind.startswith(XML):
        return _fetch_xml(visit, storage, ticket)
    elif ticket.subject_kind == FILE:
        file = readable_file(visit, ticket.subject_id)
        data = storage.get(visit.scope, file.sha256)
        taken = Download(safe_name(file), file.mime, data, safe_inline=file.mime in SAFE_INLINE)
        thing, event = Thing(file.id, file.name), Event.FILE_DOWNLOADED
    else:
        raise NotFound("the ticket is for nothing that can be fetched")
    _note(visit, ticket, event, thing)
    return taken


def link_elsewhere(visit: Visit, storage: Storage, ticket: Ticket) -> str | None:
    """An address at the object store for the ticket's file or export, counted as a use and written down as a download;
    None where the portal hands it out itself: all else, what is small, and everything unless that is configured.

    Raises what `fetch` and `fetch_export` raise.
    """
    if not storage.gives_links:
        return None
    if ticket.subject_kind == EXPORT:
        file = fetch_export(visit, storage, ticket)
        file.content.close()
        if file.size < LARGE_BYTES:
            return None
        note_export(visit, file, ticket, anew=True)
        return storage.link(visit.scope, file.sha256, save_as=file.name, mime=file.mime)
    if ticket.subject_kind == FILE:
        refuse_misuse(visit, ticket)
        kept = readable_file(visit, ticket.subject_id)
        if kept.size < LARGE_BYTES or not storage.has(visit.scope, kept.sha256):
            return None
        _note(visit, ticket, Event.FILE_DOWNLOADED, Thing(kept.id, kept.name))
        # To be saved, never to be shown: there a PDF is called what it is.
        mime = kept.mime if kept.mime in {*SAFE_INLINE, _PDF_TYPE} else "application/octet-stream"
        return storage.link(visit.scope, kept.sha256, save_as=safe_name(kept), mime=mime)
    return None


def _note(visit: Visit, ticket: Ticket, event: Event, thing: Thing) -> None:
    """Count the use of a PDF's or a file's ticket, and write it down."""
    with visit.write() as writing:
        take_use(writing, ticket)
        if ticket.subject_kind == FILE:
            note_fetched(visit, writing, ticket.subject_id)
        record(visit, writing, event, thing, ticket=ticket.ticket_id)


def _fetch_xml(visit: Visit, storage: Storage, ticket: Ticket) -> Download:
    """The XML; it is checked again that it is the valid one (`open_xml`)."""
    document, form = readable_document(visit, ticket.subject_id), ticket.subject_kind.removeprefix(XML)
    try:
        opened = open_xml(visit, storage, document, form)
    except Conflict as error:
        raise NotFound(str(error)) from error
    with visit.write() as writing:
        take_use(writing, ticket)
        note_taken(visit, writing, document, form, ticket=ticket.ticket_id)
    return Download(opened.name, XML_TYPE, opened.data, safe_inline=False)


def fetch_export(visit: Visit, storage: Storage, ticket: Ticket) -> ExportFile:
    """The export's file that the ticket was made for. Uses are counted by `note_export`: once for each download that
    begins. Raises LinkUsed after the last use, and what `open_export` raises."""
    refuse_misuse(visit, ticket)
    return open_export(visit, storage, ticket.subject_id)


def note_export(visit: Visit, file: ExportFile, ticket: Ticket, *, anew: bool) -> None:
    """Count a download that begins, before its first byte leaves, and write it down. What goes on with one (not `anew`)
    counts only where none was begun with this ticket. Raises LinkUsed after the last use."""
    if anew or not was_begun(visit, file, ticket.ticket_id):
        with visit.write() as writing:
            take_use(writing, ticket)
            note_downloaded(visit, writing, file, ticket.ticket_id)


def fetch_report(visit: Visit, pool: PdfPool, ticket: Ticket, asked: ReportAsked) -> Download:
    """The report's file, counted and written down. NotFound for another report than the ticket was made for."""
    refuse_misuse(visit, ticket)
    if asked.subject != ticket.subject_id:
        raise NotFound("the ticket is for another report")
    view, form = asked.view(visit), asked.form or ReportForm.PDF
    data = report_file(visit, pool, view, form)
    with visit.write() as writing:
        take_use(writing, ticket)
        note_report(visit, writing, view, form, subject=ticket.subject_id, ticket=ticket.ticket_id)
    return Download(file_name(view, form), form.mime, data, safe_inline=form is ReportForm.PDF)
