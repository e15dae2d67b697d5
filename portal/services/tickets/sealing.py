"""Tickets for one PDF, XML, file, export or report: sealed inside a session, good for a minute and a few uses."""

from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from portal import formats
from portal.database import Visit
from portal.errors import LinkExpired, Missing, NotFound, NotSignedIn
from portal.identity import new_id
from portal.services.einvoicing.offers import State, offers_of, xml_name
from portal.services.exports.export_views import open_export
from portal.services.reading.readable import readable_document, readable_file
from portal.services.reports.asked import ReportAsked
from portal.services.reports.files import ReportForm, file_name
from portal.services.tickets.names import safe_name
from portal.storage import Storage
from portal.tokens import KeyRing, Ticket, seal_ticket

# For so long a ticket is renewed while a worker draws.
LONGEST_WAIT = timedelta(minutes=10)
PDF, FILE, EXPORT, XML = "pdf", "file", "export", "xml_"
REPORT = "report"


class TicketAddress(NamedTuple):
    """The two parts of `/dl/<ticket>/<name>`."""

    ticket: str
    name: str


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
    return TicketAddress(_seal(visit, ring, FILE, file_id, lifetime), safe_name(file))


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
