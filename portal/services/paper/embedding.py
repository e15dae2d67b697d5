"""The e-invoice that a document's PDF carries, where the format suits the document and the XML breaks no rule."""

from portal.database import Visit
from portal.einvoice.rules import violations
from portal.einvoice.validation import schema_failures
from portal.models import Document
from portal.services.einvoicing.checking import prices_have_tax, verdicts_of
from portal.services.einvoicing.formats import WRITERS, Format, fitted, formats_for
from portal.services.einvoicing.invoices import einvoice_of

_FORM = Format.CII


def embedded_einvoice(visit: Visit, document: Document) -> bytes | None:
    """The document as CII of EN 16931; None where no such XML suits it (drafts, voided and imported documents, types
    that ask for no money, sellers without VAT) or where it would not be valid.

    It goes by our own rules and the schema, which take milliseconds, and by the official rules where a worker has
    checked the very same bytes by them already.
    """
    if _FORM not in formats_for(document):
        return None
    writer, invoice = WRITERS[_FORM], fitted(einvoice_of(visit, document.id), _FORM)
    if violations(invoice, writer.profile, tax_inside=prices_have_tax(visit, document)):
        return None
    data = writer.write(invoice)
    if schema_failures(writer.kind(invoice), data):
        return None
    verdict = (verdicts_of(visit, document) or {}).get(_FORM)
    return None if verdict is not None and verdict.violations else data
