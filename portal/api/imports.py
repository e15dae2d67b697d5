"""Bringing history: an e-invoice, or a PDF with its figures, becomes a document that keeps its own number."""

from flask import request

from portal.api.multipart import sent_fields, sent_file, sent_json
from portal.api.route import Answer, Call, NoBody, Noun, Reach, read_model
from portal.api.schemas.imports import ImportFields, ImportOut, ImportQuery
from portal.api.stated import stated_document
from portal.database import Visit
from portal.einvoice import DEFAULT_LIMIT
from portal.errors import Invalid, PartyUnknown
from portal.policy import Permission
from portal.services.filing.limits import limits_of
from portal.services.filing.types import PDF_BEGINS
from portal.services.importing.imports import Direction, Imported, Outcome, import_einvoice, import_stated

noun = Noun("imports", "Documents that were issued elsewhere: e-invoices, and PDFs with their figures.")
_XML = ("application/xml", "text/xml")
_FIELDS = "fields"


@noun.route(
    "POST",
    "/documents/import",
    reach=Reach.ENTITY,
    permission=Permission.WRITE_DOCUMENTS,
    query=ImportQuery,
    answer=ImportOut,
    also={200: ImportOut},
    upload=True,
    takes=_XML,
)
def create(visit: Visit, call: Call[NoBody, ImportQuery]) -> Answer:
    """Import an e-invoice (XML, as the body or as part `file`), or a PDF (`file`) with its figures (`fields`, JSON)."""
    limits, storage = limits_of(visit, call.parts.settings), call.parts.storage
    told = Direction(call.query.direction) if call.query.direction else None
    if request.mimetype in _XML:
        name, data, fields = call.query.filename or "invoice.xml", request.get_data(), None
    else:
        part = sent_file()
        if unknown := sorted(sent_fields().keys() - {_FIELDS}):
            raise Invalid(f"{unknown[0]}: is no part that is taken here; send file and {_FIELDS}")
        fields = sent_json(_FIELDS)
        most = limits.one if fields is not None else DEFAULT_LIMIT
        name, data = part.filename or "document", part.stream.read(most + 1)
    if fields is None:
        if data.startswith(PDF_BEGINS):
            raise Invalid(
                f"{_FIELDS}: a PDF is imported with its figures; send them beside it as JSON in part {_FIELDS}"
            )
        try:
            imported = import_einvoice(visit, storage, name, data, limits=limits, as_direction=told)
        except PartyUnknown as error:
            raise PartyUnknown(f"{error}; send ?direction=issued or ?direction=received if it is theirs") from error
    else:
        stated = read_model(ImportFields, fields)
        imported = import_stated(
            visit,
            storage,
            name,
            data,
            stated_document(stated),
            limits=limits,
            as_direction=told,
            metadata=stated.metadata,
        )
    status = 200 if imported.outcome is Outcome.SAME_FILE else 201
    return Answer(_shown(imported), status, {"Location": f"/api/v1/documents/{imported.document_id}"})


def _shown(imported: Imported) -> ImportOut:
    return ImportOut.model_validate(
        {
            "outcome": imported.outcome.value,
            "document_id": imported.document_id,
            "number": imported.number,
            "type": imported.type,
            "direction": imported.direction.value,
            "currency_code": imported.currency,
            "total_with_tax": imported.gross,
            "in_conflict": imported.in_conflict,
            "has_errors": imported.has_errors,
        }
    )
