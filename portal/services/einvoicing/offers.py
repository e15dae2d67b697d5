"""What XML of a document is offered, and why other is not: an invalid one is never handed out."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select

from portal import formats
from portal.database import Visit
from portal.einvoice.rules import Violation
from portal.einvoice.validation import Schematron
from portal.errors import Conflict, NotFound, RenderPending
from portal.models import Document, File
from portal.services.einvoicing.checking import (
    Verdict,
    ask_for_check,
    check_document,
    hurry_check,
    must_be_asked,
    read_verdicts,
    verdicts_of,
)
from portal.services.einvoicing.formats import WRITERS, Format, fitted, formats_for
from portal.services.einvoicing.invoices import invoice_on
from portal.services.history.activity import Event, document_thing, record
from portal.services.reading.readable import readable_document
from portal.storage import Storage
from portal.tenancy.fence import FencedSession

ORIGINAL = "original"
XML = "application/xml"
_XML_TYPES = frozenset({XML, "text/xml"})


class State(enum.StrEnum):
    """Whether a format is offered."""

    VALID = "valid"
    INVALID = "invalid"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Offer:
    """One format, its state, and of an invalid one the rules that it breaks."""

    format: str
    state: State
    violations: tuple[Violation, ...] = ()


@dataclass(frozen=True, slots=True)
class TakenXml:
    """The XML and the name to save it under."""

    name: str
    data: bytes


def offers_of(visit: Visit, document: Document) -> tuple[Offer, ...]:
    """The formats of a document that the visit has read: nothing is written or waited for here.

    An imported document has what it was imported from, byte for byte; one made here what was checked.
    """
    if document.origin == "imported":
        return (Offer(ORIGINAL, State.VALID),) if _original(visit, document) else ()
    forms = formats_for(document)
    verdicts = verdicts_of(visit, document) if forms else None
    return tuple(_offer(form, verdicts) for form in forms)


def list_formats(visit: Visit, document_id: str) -> tuple[Offer, ...]:
    """The same by id, for the firm's backend; asks for the check that is missing. Raises NotFound."""
    document = readable_document(visit, document_id)
    ask_if_missing(visit, document)
    return offers_of(visit, document)


def ask_if_missing(visit: Visit, document: Document) -> None:
    """Have a worker check the document, unless one does or did; a check that is still to come is brought forward."""
    if not formats_for(document):
        return
    if must_be_asked(visit, document):
        with visit.write() as writing:
            ask_for_check(visit, writing, document)
    else:
        hurry_check(visit, document)


def take_xml(visit: Visit, storage: Storage, document_id: str, form: str) -> TakenXml:
    """The XML in a format, and it is written down.

    Raises NotFound for a document or format that is not there; Conflict (`einvoice_invalid`, the rules in its cause)
    for one that is not valid; RenderPending while a worker checks it.
    """
    document = readable_document(visit, document_id)
    taken = open_xml(visit, storage, document, form)
    with visit.write() as writing:
        note_taken(visit, writing, document, form)
    return taken


def note_taken(visit: Visit, writing: FencedSession, document: Document, form: str, **details: str | None) -> None:
    """Write down that the XML was taken."""
    record(visit, writing, Event.DOCUMENT_DOWNLOADED, document_thing(document), by=None, format=form, **details)


def open_xml(visit: Visit, storage: Storage, document: Document, form: str) -> TakenXml:
    """The same without writing it down."""
    if form == ORIGINAL:
        file = _original(visit, document)
        if file is None:
            raise NotFound("the document was not imported from an XML file")
        return TakenXml(_name(document, form), storage.get(visit.scope, file.sha256))
    if form not in formats_for(document):
        raise NotFound(f"the document is not to be had as {form}")
    return _checked_xml(visit, document, Format(form))


def write_valid_cii(visit: Visit, schematron: Schematron, document: Document) -> bytes | None:
    """The document as CII where that is valid, checked here and now unless it was: a worker's part. None otherwise."""
    if Format.CII not in formats_for(document):
        return None
    data = WRITERS[Format.CII].write(fitted(invoice_on(visit, document), Format.CII))
    kept = (verdicts_of(visit, document) or {}).get(Format.CII)
    if kept is None or kept.sha256 != sha256(data).hexdigest():
        kept = read_verdicts(check_document(visit, schematron, document.id))[Format.CII]
    return None if kept.violations else data


def xml_name(document: Document, form: str) -> str:
    """The name that a document's XML is saved under."""
    return _name(document, form)


def _checked_xml(visit: Visit, document: Document, form: Format) -> TakenXml:
    verdicts = verdicts_of(visit, document)
    offer = _offer(form, verdicts)
    if offer.state is State.INVALID:
        raise Conflict(
            f"the document is not valid as {form.value}: {offer.violations[0].rule}: {offer.violations[0].sentence}",
            code="einvoice_invalid",
            cause={"violations": [{"rule": each.rule, "sentence": each.sentence} for each in offer.violations]},
        )
    if verdicts is not None and form in verdicts:
        data = WRITERS[form].write(fitted(invoice_on(visit, document), form))
        # A newer version may write otherwise than what was checked.
        if sha256(data).hexdigest() == verdicts[form].sha256:
            return TakenXml(_name(document, form), data)
    hurry_check(visit, document)
    with visit.write() as writing:
        if verdicts is not None or must_be_asked(visit, document):
            ask_for_check(visit, writing, document)
    raise RenderPending("the XML is being checked")


def _offer(form: Format, verdicts: Mapping[Format, Verdict] | None) -> Offer:
    verdict = verdicts.get(form) if verdicts is not None else None
    if verdict is None:
        return Offer(form.value, State.PENDING)
    return Offer(form.value, State.INVALID if verdict.violations else State.VALID, verdict.violations)


def _original(visit: Visit, document: Document) -> File | None:
    """The XML file that the document was first imported from."""
    if document.origin != "imported":
        return None
    wanted = select(File).where(File.document_id == document.id, File.purpose == "original", File.mime.in_(_XML_TYPES))
    return visit.session.scalars(wanted.order_by(File.created_at, File.id).limit(1)).one_or_none()


def _name(document: Document, form: str) -> str:
    return formats.file_name(document.type, document.number or "draft", form, extension="xml")
