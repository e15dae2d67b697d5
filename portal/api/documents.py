"""What is done with a document whatever its type: shown, printed, issued, voided, converted, credited; and previews."""

from flask import Response

from portal.api.document_bodies import fiscal_of, new_input
from portal.api.route import Answer, Call, NoQuery, Noun, Reach
from portal.api.schemas.base import Body, Listed, whole_list
from portal.api.schemas.documents import (
    DocumentFileOut,
    DocumentOut,
    NextNumberOut,
    NextNumberQuery,
    PendingOut,
    VersionOut,
    VersionsOut,
    VersionUserOut,
)
from portal.api.schemas.documents_in import ConvertIn, CreditIn, FinalizeIn, PreviewIn, VoidIn
from portal.api.schemas.formats import FormatOut, FormatsOut, ViolationOut
from portal.database import Visit
from portal.documents.types import DocumentType
from portal.errors import RenderPending
from portal.policy import Permission
from portal.services.documents.conversions import convert_document
from portal.services.documents.crediting import LineToCredit, credit_note_for
from portal.services.documents.drafts import preview_document
from portal.services.documents.issuing import issue_document
from portal.services.documents.numbering import next_number
from portal.services.documents.versions import VersionView, list_versions
from portal.services.documents.voiding import void_document
from portal.services.einvoicing.offers import Offer, list_formats, take_xml
from portal.services.paper.document_printing import take_pdf
from portal.services.reading.document_lists import files_of_document, show_record

noun = Noun("documents", "Any document by its id: shown, printed, issued, voided, converted, credited.")


@noun.route(
    "GET",
    "/documents/<document_id>",
    reach=Reach.THING,
    permission=Permission.READ_DOCUMENTS,
    answer=DocumentOut,
)
def show(visit: Visit, call: Call[Body, NoQuery]) -> DocumentOut:
    """Show a document of any type, issued or received."""
    return DocumentOut.of(show_record(visit, call.path["document_id"]))


@noun.route(
    "GET",
    "/documents/<document_id>/pdf",
    reach=Reach.THING,
    permission=Permission.READ_DOCUMENTS,
    answer="application/pdf",
    also={202: PendingOut},
)
def pdf(visit: Visit, call: Call[Body, NoQuery]) -> Response | Answer:
    """The PDF; 202 while one of many lines is being drawn."""
    try:
        printed = take_pdf(visit, call.parts.storage, call.parts.pool, call.path["document_id"])
    except RenderPending as pending:
        return Answer(PendingOut(status="processing"), 202, {"Retry-After": str(pending.retry_after)})
    response = Response(printed.data, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{printed.name}"'
    return response


@noun.route(
    "GET",
    "/documents/<document_id>/formats",
    reach=Reach.THING,
    permission=Permission.READ_DOCUMENTS,
    answer=FormatsOut,
)
def formats(visit: Visit, call: Call[Body, NoQuery]) -> FormatsOut:
    """The formats of XML that it may be had as, and the rules that it breaks in those it may not."""
    offers = list_formats(visit, call.path["document_id"])
    return FormatsOut(formats=[_format(offer) for offer in offers])


@noun.route(
    "GET",
    "/documents/<document_id>/xml/<format>",
    reach=Reach.THING,
    permission=Permission.READ_DOCUMENTS,
    answer="application/xml",
    also={202: PendingOut},
)
def xml(visit: Visit, call: Call[Body, NoQuery]) -> Response | Answer:
    """The XML in a format, byte for byte the original of an imported document; 202 while it is being checked."""
    try:
        taken = take_xml(visit, call.parts.storage, call.path["document_id"], call.path["format"])
    except RenderPending as pending:
        return Answer(PendingOut(status="processing"), 202, {"Retry-After": str(pending.retry_after)})
    response = Response(taken.data, mimetype="application/xml")
    response.headers["Content-Disposition"] = f'attachment; filename="{taken.name}"'
    return response


@noun.route(
    "POST",
    "/documents/<document_id>/finalize",
    reach=Reach.THING,
    permission=Permission.WRITE_DOCUMENTS,
    body=FinalizeIn,
    answer=DocumentOut,
    status=200,
)
def finalize(visit: Visit, call: Call[FinalizeIn, NoQuery]) -> DocumentOut:
    """Issue a draft: it gets its number and is frozen."""
    document_id, body = _meant(visit, call, call.body.type), call.body
    return DocumentOut.of(
        issue_document(
            visit,
            document_id,
            fiscal=fiscal_of(body.fiscal),
            expected_number=body.expected_number,
            reason=body.change_reason,
        )
    )


@noun.route(
    "POST",
    "/documents/<document_id>/void",
    reach=Reach.THING,
    permission=Permission.WRITE_DOCUMENTS,
    body=VoidIn,
    answer=DocumentOut,
    status=200,
)
def void(visit: Visit, call: Call[VoidIn, NoQuery]) -> DocumentOut:
    """Void an issued document: it stays, and counts for nothing."""
    document_id = _meant(visit, call, call.body.type)
    return DocumentOut.of(void_document(visit, document_id, reason=call.body.reason))


@noun.route(
    "GET",
    "/documents/<document_id>/versions",
    reach=Reach.THING,
    permission=Permission.READ_DOCUMENTS,
    answer=VersionsOut,
)
def versions(visit: Visit, call: Call[Body, NoQuery]) -> VersionsOut:
    """What a draft was after each change, and who changed it."""
    found = list_versions(visit, call.path["document_id"])
    return VersionsOut(versions=[_version(view) for view in found])


@noun.route(
    "POST",
    "/documents/<document_id>/convert",
    reach=Reach.THING,
    permission=Permission.WRITE_DOCUMENTS,
    body=ConvertIn,
    answer=DocumentOut,
)
def convert(visit: Visit, call: Call[ConvertIn, NoQuery]) -> DocumentOut:
    """Make another document of it: a draft unless it says otherwise."""
    body = call.body
    return DocumentOut.of(convert_document(visit, call.path["document_id"], body.to, is_draft=body.is_draft))


@noun.route(
    "POST",
    "/documents/<document_id>/credit-note",
    reach=Reach.THING,
    permission=Permission.WRITE_DOCUMENTS,
    body=CreditIn,
    answer=DocumentOut,
)
def credit(visit: Visit, call: Call[CreditIn, NoQuery]) -> DocumentOut:
    """A credit note for an invoice, whole or for some of its lines."""
    body = call.body
    lines = None if body.items is None else [LineToCredit(line.id, line.quantity) for line in body.items]
    return DocumentOut.of(
        credit_note_for(visit, call.path["document_id"], lines=lines, reason=body.reason, is_draft=body.is_draft)
    )


@noun.route(
    "GET",
    "/documents/<document_id>/files",
    reach=Reach.THING,
    permission=Permission.READ_FILES,
    answer=Listed[DocumentFileOut],
)
def files(visit: Visit, call: Call[Body, NoQuery]) -> Listed[DocumentFileOut]:
    """List the files that hang on a document."""
    found = files_of_document(visit, call.path["document_id"])
    return whole_list([DocumentFileOut.of(file) for file in found])


@noun.route(
    "POST",
    "/documents/preview",
    reach=Reach.ENTITY,
    permission=Permission.WRITE_DOCUMENTS,
    body=PreviewIn,
    answer=DocumentOut,
    status=200,
)
def preview(visit: Visit, call: Call[PreviewIn, NoQuery]) -> DocumentOut:
    """Work a document out and save nothing."""
    kind = call.body.type
    return DocumentOut.of(preview_document(visit, kind, new_input(call.body, kind)))


@noun.route(
    "GET",
    "/documents/next-number",
    reach=Reach.ENTITY,
    permission=Permission.READ_DOCUMENTS,
    query=NextNumberQuery,
    answer=NextNumberOut,
)
def show_next_number(visit: Visit, call: Call[Body, NextNumberQuery]) -> NextNumberOut:
    """The number that the next document would get."""
    return NextNumberOut(number=next_number(visit, call.query.type, call.query.date))


def _meant(visit: Visit, call: Call[FinalizeIn, NoQuery] | Call[VoidIn, NoQuery], kind: DocumentType | None) -> str:
    """The document in the path; NotFound where the body names another type than its own."""
    document_id = call.path["document_id"]
    if kind is not None:
        show_record(visit, document_id, kind)
    return document_id


def _format(offer: Offer) -> FormatOut:
    broken = [ViolationOut(rule=each.rule, topic=each.topic.value, sentence=each.sentence) for each in offer.violations]
    return FormatOut(format=offer.format, status=offer.state.value, violations=broken)


def _version(view: VersionView) -> VersionOut:
    user = VersionUserOut(name=view.actor_name, kind=view.actor_kind, id=view.subject)
    return VersionOut(
        id=view.id,
        version=view.version,
        user=user,
        changed_fields=list(view.changed_fields),
        reason=view.reason,
        snapshot=dict(view.snapshot),
        created_at=view.created_at,
    )
