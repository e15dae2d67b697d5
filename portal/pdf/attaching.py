"""The e-invoice inside the PDF: the same document for programs, as an associated file of PDF/A-3."""

from datetime import UTC, date, datetime, time

from weasyprint import Attachment

from portal.pdf.metadata import EINVOICE_NAME


def attachment_of(einvoice: bytes, issued: date) -> Attachment:
    """The XML as Factur-X wants it; its dates are the day of issue, so that equal documents give equal bytes."""
    at = datetime.combine(issued, time(), tzinfo=UTC)
    return Attachment(
        string=einvoice,
        name=EINVOICE_NAME,
        description="Factur-X invoice",
        created=at,
        modified=at,
        # The XML says what the page says: German tax law takes no other relationship.
        relationship="Alternative",
    )
