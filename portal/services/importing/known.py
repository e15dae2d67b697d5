"""Whether an incoming document is here already: by its very bytes, or by what it states."""

from dataclasses import dataclass

from sqlalchemy import exists, select

from portal.einvoice import EInvoice, conflict_key, same_document_key
from portal.models import Document, DocumentLine, File
from portal.services.importing.files import ORIGINAL
from portal.tenancy.fence import FencedSession


@dataclass(frozen=True, slots=True)
class Known:
    """The document that is here, and whether by these very bytes."""

    document: Document
    same_bytes: bool


def find_known(session: FencedSession, digest: str, invoice: EInvoice) -> Known | None:
    """The document that this file or these statements are, if it is here."""
    by_bytes = session.scalars(
        select(Document)
        .join(File, File.document_id == Document.id)
        .where(File.sha256 == digest, File.purpose == ORIGINAL)
        .limit(1)
    ).one_or_none()
    if by_bytes is not None:
        return Known(by_bytes, same_bytes=True)
    by_content = session.scalars(
        select(Document).where(Document.same_key == same_document_key(invoice)).order_by(Document.created_at).limit(1)
    ).one_or_none() or _without_lines(session, invoice)
    return None if by_content is None else Known(by_content, same_bytes=False)


def _without_lines(session: FencedSession, invoice: EInvoice) -> Document | None:
    """The same where one of the two states no lines: then nothing is said of their count, and the sums decide."""
    totals = invoice.totals
    wanted = select(Document).where(
        Document.conflict_key == conflict_key(invoice),
        Document.currency == invoice.currency,
        Document.net_total == totals.net,
        Document.tax_total == totals.tax,
        Document.gross_total == totals.gross,
        Document.prepaid_total == totals.prepaid,
        Document.rounding_total == totals.rounding,
        Document.due_total == totals.due,
    )
    if invoice.lines:
        wanted = wanted.where(~exists().where(DocumentLine.document_id == Document.id).correlate(Document))
    return session.scalars(wanted.order_by(Document.created_at).limit(1)).one_or_none()
