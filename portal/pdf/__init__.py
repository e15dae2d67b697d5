"""PDFs of documents: content in, PDF/A-3a bytes out, drawn by a pool of child processes that may be killed.

Importing this package does not load WeasyPrint; `portal.pdf.engine.render` is for children and the bench.
"""

from portal.pdf.content import (
    DEFAULT_ACCENT,
    TEMPLATE_VERSION,
    Logo,
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
)
from portal.pdf.digest import digest
from portal.pdf.doctor import missing
from portal.pdf.pool import PdfPool

__all__ = [
    "DEFAULT_ACCENT",
    "TEMPLATE_VERSION",
    "Logo",
    "PdfPool",
    "PrintedAdjustment",
    "PrintedDocument",
    "PrintedLine",
    "PrintedParty",
    "PrintedPayment",
    "PrintedReference",
    "PrintedTaxGroup",
    "PrintedTotals",
    "PrintedType",
    "Ribbon",
    "digest",
    "missing",
]
