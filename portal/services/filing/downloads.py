"""Tickets for one PDF, XML, file or export, counted, and what they fetch."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import select

from portal import formats
from portal.database import Visit
from portal.errors import Conflict, LinkExpired, LinkUsed, Missing, NotFound, NotSignedIn
from portal.identity import new_id
from portal.models import Activity, File
from portal.pdf import PdfPool
from portal.services.einvoicing.offers import XML as XML_TYPE
from portal.services.einvoicing.offers import State, note_taken, offers_of, open_xml, xml_name
from portal.services.exports.export_views import ExportFile, open_export
from portal.services.filing.views import note_fetched
from portal.services.history.activity import Event, Thing, record
from portal.services.paper.printing import print_document
from portal.services.reading.readable import readable_document, readable_file
from portal.services.reports.asked import ReportAsked
from portal.services.reports.files import ReportForm, file_name, report_file
from portal.services.reports.files import note_taken as note_report
from portal.storage import Storage
from portal.tokens import KeyRing, Ticket, seal_ticket

MOST_USES = 5
# For so long a ticket is renewed while a worker draws.
LONGEST_WAIT = timedelta(minutes=10)
PDF, FILE, EXPORT, XML = "pdf", "file", "export", "xml_"
REPORT = "report"
# Never a PDF that somebody sent: it may hold scripts, and other viewers than a browser's run them.
SAFE_INLINE = frozenset({"image/png", "image/jpeg"})


class TicketAddress(NamedTuple):
    """The two parts of `/dl/<ticket>/<name>`."""

    ticket: str
    name: str


@dataclass(frozen=True, slots=True)
class Download:
    """Bytes with the name and type to send them under; `safe_inline` when a browser may show them itself."""

    name: str
    mime: str
    data: bytes
    safe_inline: bool


def ticket_for_pdf(visit: Visit, ring: KeyRing, document_id: str, lifetime: timedelta) -> TicketAddress:
    """A ticket for a document's PDF; NotFound for a document that this visit may not read."""
    document = readable_document(visit, document_id)
    name = formats.file_name(document.type, document.number or "draft", extension="pdf")
    return TicketAddress(_seal(visit, ring, PDF, document_id, lifetime), name)


def ticket_for_xml(visit: Visit, ring: KeyRing, document_id: str, form: str, lifetime: timedelta) -> TicketAddress:
    """A ticket for a document's XML in a format; NotFound for a document or format that is not offered."""
    document = readable_document(visit, document_id)
    if not any(offer.format == form and offer.state is State.VALID for offer in offers_of(visit, document)):
        raise NotFound(f"the document is not offered as {form}")
    return TicketAddress(_seal(visit, ring, f"{XML}{form}", document_id, lifetime), xml_name(document, form))


def ticket_for_file(visit: Visit, ring: KeyRing, storage: Storage, file_id: str, lifetime: timedelta) -> TicketAddress:
    """A ticket for a file, original or attachment; NotFound for one that this visit may not read.

    Missing already here, inside the session, when its bytes are not stored: from a ticket's address no page leads back.
    """
    file = readable_file(visit, file_id)
    if not storage.has(visit.scope, file.sha256):
        raise Missing(f"no bytes {file.sha256} are stored for file {file.id}")
    return TicketAddress(_seal(visit, ring, FILE, file_id, lifetime), _safe_name(file))


def ticket_for_export(
    visit: Visit, ring: KeyRing, storage: Storage, export_id: str, lifetime: timedelta
) -> TicketAddress:
    """A ticket for a finished export's file; NotFound, Conflict and Missing as `open_export` raises them."""
    file = open_export(visit, storage, export_id)
    file.content.close()
    return TicketAddress(_seal(visit, ring, EXPORT, export_id, lifetime), file.name)


def ticket_for_report(visit: Visit, ring: KeyRing, asked: ReportAsked, lifetime: timedelta) -> TicketAddress:
    """A ticket for a report's file, which the address itself then has to name again; Invalid and NotAllowed."""
    name = file_name(asked.view(visit), asked.form or ReportForm.PDF)
    return TicketAddress(_seal(visit, ring, REPORT, asked.subject, lifetime), name)


def renewed(visit: Visit, ring: KeyRing, ticket: Ticket, lifetime: timedelta) -> str:
    """The same ticket with its uses, whose time begins now: for whoever was made to wait. Raises LinkExpired for one
    that is renewed for longer than anything is drawn."""
    if visit.at - ticket.began_at > LONGEST_WAIT:
        raise LinkExpired("the ticket was renewed for too long")
    now = visit.at.replace(microsecond=0)
    return seal_ticket(ring, replace(ticket, issued_at=now, expires_at=now + lifetime, first_at=ticket.began_at))


def await_pdf(visit: Visit, storage: Storage, pool: PdfPool, ticket: Ticket) -> None:
    """Return when the ticket's PDF can be fetched at once; nothing is counted. Raises what `fetch` raises."""
    _refuse_misuse(visit, ticket)
    print_document(visit, storage, pool, readable_document(visit, ticket.subject_id))


def fetch(visit: Visit, storage: Storage, pool: PdfPool, ticket: Ticket) -> Download:
    """What the ticket was made for, counted and written down.

    Raises LinkUsed after its last use, and RenderPending, counting nothing, while a worker draws the PDF.
    """
    _refuse_misuse(visit, ticket)
    if ticket.subject_kind == PDF:
        document = readable_document(visit, ticket.subject_id)
        printed = print_document(visit, storage, pool, document)
        taken = Download(printed.name, "application/pdf", printed.data, safe_inline=True)
        thing, event = Thing(document.id, document.number or "draft"), Event.DOCUMENT_DOWNLOADED
    elif ticket.subject_kind.startswith(XML):
        return _fetch_xml(visit, storage, ticket)
    elif ticket.subject_kind == FILE:
        file = readable_file(visit, ticket.subject_id)
        data = storage.get(visit.scope, file.sha256)
        taken = Download(_safe_name(file), file.mime, data, safe_inline=file.mime in SAFE_INLINE)
        thing, event = Thing(file.id, file.name), Event.FILE_DOWNLOADED
    else:
        raise NotFound("the ticket is for nothing that can be fetched")
    with visit.write() as writing:
        if ticket.subject_kind == FILE:
            note_fetched(visit, writing, ticket.subject_id)
        record(visit, writing, event, thing, ticket=ticket.ticket_id)
    return taken


def _fetch_xml(visit: Visit, storage: Storage, ticket: Ticket) -> Download:
    """The XML; it is checked again that it is the valid one (`open_xml`)."""
    document, form = readable_document(visit, ticket.subject_id), ticket.subject_kind.removeprefix(XML)
    try:
        opened = open_xml(visit, storage, document, form)
    except Conflict as error:
        raise NotFound(str(error)) from error
    with visit.write() as writing:
        note_taken(visit, writing, document, form, ticket=ticket.ticket_id)
    return Download(opened.name, XML_TYPE, opened.data, safe_inline=False)


def fetch_export(visit: Visit, storage: Storage, ticket: Ticket) -> ExportFile:
    """The export's file that the ticket was made for. Uses are counted by `note_downloaded`, with the ticket's id: once
    for each download that begins. Raises LinkUsed after the last use, and what `open_export` raises."""
    _refuse_misuse(visit, ticket)
    return open_export(visit, storage, ticket.subject_id)


def fetch_report(visit: Visit, pool: PdfPool, ticket: Ticket, asked: ReportAsked) -> Download:
    """The report's file, counted and written down. NotFound for another report than the ticket was made for."""
    _refuse_misuse(visit, ticket)
    if asked.subject != ticket.subject_id:
        raise NotFound("the ticket is for another report")
    view, form = asked.view(visit), asked.form or ReportForm.PDF
    data = report_file(visit, pool, view, form)
    note_report(visit, view, form, subject=ticket.subject_id, ticket=ticket.ticket_id)
    return Download(file_name(view, form), form.mime, data, safe_inline=form is ReportForm.PDF)


def _refuse_misuse(visit: Visit, ticket: Ticket) -> None:
    if visit.actor.session_id != ticket.session_id:
        raise NotSignedIn("the ticket belongs to another session")
    if _uses(visit, ticket) >= MOST_USES:
        raise LinkUsed("the ticket has had all its uses")


def _seal(visit: Visit, ring: KeyRing, kind: str, subject_id: str, lifetime: timedelta) -> str:
    if visit.actor.session_id is None:
        raise NotSignedIn("tickets are made inside a session")
    issued_at = visit.at.replace(microsecond=0)
    ticket = Ticket(
        ticket_id=new_id("tkt"),
        session_id=visit.actor.session_id,
        subject_kind=kind,
        subject_id=subject_id,
        issued_at=issued_at,
        expires_at=issued_at + lifetime,
    )
    return seal_ticket(ring, ticket)


def _uses(visit: Visit, ticket: Ticket) -> int:
    """How often the ticket was used: each use is a row of the trail, and the trail is what is never wrong."""
    rows = visit.session.scalars(
        select(Activity.details).where(
            Activity.session_id == ticket.session_id,
            Activity.at >= ticket.began_at,
            Activity.object_id == ticket.subject_id,
        )
    )
    return sum(details.get("ticket") == ticket.ticket_id for details in rows)


def _safe_name(file: File) -> str:
    stem, _, extension = file.name.rpartition(".")
    return formats.file_name(stem or extension or "file", extension=extension if stem else "bin")
