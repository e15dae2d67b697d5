"""PDFs of documents: content in, PDF/A-3a and PDF/UA-1 out, drawn by a pool of child processes that may be killed.

Importing this package does not load WeasyPrint; `portal.pdf.engine.render` is for children and the bench.
"""

from portal.pdf.attached import attached_files
from portal.pdf.content import (
    DEFAULT_ACCENT,
    LOGO_BYTES,
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
from portal.pdf.designs import DEFAULT_DESIGN, Design, template_version
from portal.pdf.digest import digest
from portal.pdf.doctor import missing
from portal.pdf.glyphs import unprintable
from portal.pdf.pool import PdfPool
from portal.pdf.report_content import PrintedReport, PrintedRow, PrintedTable
from portal.pdf.svg import refuse_odd_svg

__all__ = [
    "DEFAULT_ACCENT",
    "DEFAULT_DESIGN",
    "LOGO_BYTES",
    "TEMPLATE_VERSION",
    "Design",
    "Logo",
    "PdfPool",
    "PrintedAdjustment",
    "PrintedDocument",
    "PrintedLine",
    "PrintedParty",
    "PrintedPayment",
    "PrintedReference",
    "PrintedReport",
    "PrintedRow",
    "PrintedTable",
    "PrintedTaxGroup",
    "PrintedTotals",
    "PrintedType",
    "Ribbon",
    "attached_files",
    "digest",
    "missing",
    "refuse_odd_svg",
    "template_version",
    "unprintable",
]
