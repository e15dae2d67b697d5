"""Documents on paper: what is printed, taken from the rows; the first PDF of an issued document stays its PDF."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from portal import formats
from portal.database import Visit
from portal.einvoice import Party, party_from_json
from portal.errors import RenderFailed
from portal.identity import Environment
from portal.models import Document, DocumentCharge, DocumentLine, DocumentRelation, DocumentTax
from portal.pdf import (
    DEFAULT_ACCENT,
    Logo,
    PdfPool,
    PrintedAdjustment,
    PrintedDocument,
    PrintedLine,
    PrintedParty,
    PrintedPayment,
    PrintedReference,
    PrintedTaxGroup,
    PrintedTotals,
    PrintedType,
    Ribbon,
    digest,
)
from portal.services.firm.looks import look_of
from portal.services.paper.drawing import Drawing, drawn_by_worker, keep_first_pdf
from portal.services.paper.embedding import embedded_einvoice
from portal.services.reading.document_parts import address_lines, count_lines, parts_of
from portal.services.reading.readable import readable_document
from portal.storage import Storage

MOST_PRINTED_LINES = 1_000
MOST_LINES_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Printed:
    """A document's PDF and the name to save it under."""

    name: str
    data: bytes


def print_document(visit: Visit, storage: Storage, pool: PdfPool, document: Document) -> Printed:
    """The PDF of a document: the stored one when there is one, else a new one, stored if the document is issued.

    One of more than MOST_LINES_AT_ONCE lines is left to a worker, and RenderPending is raised until it is there.
    Raises RenderFailed and its kinds when it cannot be made, or not in time.
    """
    name = formats.file_name(document.type, document.number or "draft", extension="pdf")
    if document.pdf_sha256 is not None:
        return Printed(name, storage.get(visit.scope, document.pdf_sha256))
    lines = _printable_lines(visit, document)
    content = printed_content(visit, storage, document)
    if lines > MOST_LINES_AT_ONCE:
        return Printed(name, storage.get(visit.scope, drawn_by_worker(visit, document.id, digest(content))))
    data = pool.render(content)
    if document.issued_at is not None and document.voided_at is None:
        kept = storage.put(visit.scope, data)
        with visit.write() as writing:
            keep_first_pdf(writing, document.id, kept)
    return Printed(name, data)


def draw_document(visit: Visit, storage: Storage, pool: PdfPool, document_id: str) -> Drawing:
    """A document drawn now and stored: a worker's part. RenderFailed and its kinds as above."""
    document = readable_document(visit, document_id)
    _printable_lines(visit, document)
    content = printed_content(visit, storage, document)
    final = document.issued_at is not None and document.voided_at is None
    visit.stop_reading()
    return Drawing(digest(content), storage.put(visit.scope, pool.render(content)), final)


def _printable_lines(visit: Visit, document: Document) -> int:
    lines = count_lines(visit, document.id)
    if lines > MOST_PRINTED_LINES:
        # What its limits would stop in the end is refused before it takes a renderer's time.
        raise RenderFailed(f"the document has {lines} lines, and a PDF is made of at most {MOST_PRINTED_LINES}")
    return lines


def printed_content(visit: Visit, storage: Storage, document: Document) -> PrintedDocument:
    """Everything that stands on the paper of a document, and the e-invoice inside; payment state is not among it."""
    entity, session = visit.entity, visit.session
    lines = session.scalars(parts_of(DocumentLine, document.id)).all()
    charges = session.scalars(parts_of(DocumentCharge, document.id)).all()
    taxes = session.scalars(parts_of(DocumentTax, document.id)).all()
    earlier = session.scalars(
        select(DocumentRelation).where(
            DocumentRelation.document_id == document.id, DocumentRelation.kind == "preceding"
        )
    ).all()
    locale = formats.regional(document.language, entity.locale)
    return PrintedDocument(
        type=PrintedType(document.type),
        number=document.number,
        language=document.language,
        locale=locale,
        currency=document.currency,
        seller=_party(party_from_json(document.seller), locale),
        buyer=_party(party_from_json(document.buyer), locale),
        lines=tuple(_line(line) for line in lines),
        adjustments=tuple(_adjustment(charge) for charge in charges),
        tax_groups=tuple(
            PrintedTaxGroup(tax.category, tax.rate, tax.base, tax.tax, tax.reason or tax.reason_code or "")
            for tax in taxes
        ),
        totals=_totals(document),
        issue_date=document.issue_date,
        due_date=document.due_date,
        supply_date=document.supply_date,
        period_start=document.period_start,
        period_end=document.period_end,
        accounting_currency=document.tax_currency if document.tax_total_in_tax_currency is not None else None,
        tax_in_accounting_currency=document.tax_total_in_tax_currency if document.tax_currency else None,
        preceding=tuple(PrintedReference(relation.number, relation.issued_on) for relation in earlier),
        payment=_payment(document.payment),
        payment_terms=document.payment.get("terms") or "",
        legends=tuple(document.legends),
        notes=tuple(note["text"] for note in document.notes),
        # Documents made here have it frozen with them.
        footer=tuple(document.details.get("legal_notes", entity.legal_notes)) if document.origin == "native" else (),
        logo=_logo(visit, storage, document),
        accent=look_of(visit.account, visit.entity).accent_color or DEFAULT_ACCENT,
        ribbon=_ribbon(visit, document),
        prices_shown=not document.details.get("hide_prices"),
        template_version=document.template_version,
        einvoice=embedded_einvoice(visit, document),
    )


def _logo(visit: Visit, storage: Storage, document: Document) -> Logo | None:
    """The entity's own logo, on what it issued itself."""
    entity = visit.entity
    if document.origin != "native" or document.direction != "issued" or not entity.logo_sha256:
        return None
    return Logo(storage.get(visit.scope, entity.logo_sha256), entity.logo_mime or "", entity.name)


def _ribbon(visit: Visit, document: Document) -> Ribbon | None:
    if document.origin == "imported":
        return Ribbon.VISUAL_COPY
    if document.is_draft:
        return Ribbon.DRAFT
    if document.voided_at is not None:
        return Ribbon.VOIDED
    return Ribbon.SANDBOX if visit.scope.environment is Environment.SANDBOX else None


def _party(party: Party, locale: str) -> PrintedParty:
    return PrintedParty(
        name=party.name or party.trading_name or "",
        address=address_lines(party, locale),
        trading_name=party.trading_name or "",
        vat_id=party.vat_id or "",
        tax_number=party.tax_number or "",
        legal_id=party.legal_id.value if party.legal_id else "",
        contact_name=(party.contact.name or "") if party.contact else "",
        email=(party.contact.email or "") if party.contact else "",
        phone=(party.contact.phone or "") if party.contact else "",
    )


def _line(line: DocumentLine) -> PrintedLine:
    taken_off = [
        Decimal(entry["amount"]) for entry in line.details.get("allowance_charges", ()) if not entry.get("is_charge")
    ]
    return PrintedLine(
        position=line.line_ref,
        name=line.name,
        description=line.description or "",
        quantity=line.quantity,
        unit=line.unit or "",
        unit_price=line.unit_price / line.base_quantity,
        discount=sum(taken_off, Decimal(0)) if taken_off else None,
        tax_rate=line.tax_rate,
        net=line.net,
    )


def _adjustment(charge: DocumentCharge) -> PrintedAdjustment:
    reason = charge.reason or charge.reason_code or ""
    return PrintedAdjustment(charge.is_charge, reason, charge.amount, charge.percent, charge.tax_rate)


def _totals(document: Document) -> PrintedTotals:
    return PrintedTotals(
        lines=document.line_total,
        allowances=document.allowance_total,
        charges=document.charge_total,
        net=document.net_total,
        tax=document.tax_total,
        gross=document.gross_total,
        prepaid=document.prepaid_total,
        rounding=document.rounding_total,
        due=document.due_total,
    )


def _payment(payment: dict[str, Any]) -> PrintedPayment | None:
    texts = {name: payment.get(name) or "" for name in ("iban", "bic", "account_name", "reference")}
    stated = next((entry.get("text") for entry in payment.get("means", ())), None)
    # A national account number is no IBAN and is printed where nobody takes it for one.
    means = " · ".join(part for part in (stated, payment.get("account")) if part)
    return PrintedPayment(means=means, **texts) if any(texts.values()) or means else None
