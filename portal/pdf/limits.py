"""Content that is refused before anything is drawn: what no renderer should be asked to lay out."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from portal.errors import RenderFailed
from portal.pdf.content import PrintedDocument
from portal.pdf.designs import design_of
from portal.pdf.report_content import Printable, PrintedReport

MOST_LINES = 5_000
MOST_REPORT_ROWS = 600
LONGEST_TEXT = 100_000
MOST_TEXT = 5_000_000
LARGEST_EINVOICE = 20_000_000


def refuse_oversize(content: Printable) -> None:
    """Raise `RenderFailed`, in a sentence for a person, for content too large or of an unknown template."""
    if isinstance(content, PrintedReport):
        _refuse_long_report(content)
    else:
        _refuse_long_document(content)
    _refuse_long_texts(content)


def _refuse_long_report(report: PrintedReport) -> None:
    rows = sum(len(table.rows) for table in report.tables)
    if rows > MOST_REPORT_ROWS:
        most = f"at most {MOST_REPORT_ROWS:,} can be printed: take xlsx or csv"
        raise RenderFailed(f"the report has {rows:,} rows; {most}")


def _refuse_long_document(content: PrintedDocument) -> None:
    design_of(content.template_version)
    if content.einvoice is not None and len(content.einvoice) > LARGEST_EINVOICE:
        size = f"{len(content.einvoice):,} bytes of XML; at most {LARGEST_EINVOICE:,}"
        raise RenderFailed(f"the e-invoice has {size} can be embedded in a PDF")
    if len(content.lines) > MOST_LINES:
        raise RenderFailed(
            f"the document has {len(content.lines):,} lines; at most {MOST_LINES:,} can be printed: export it"
        )


def _refuse_long_texts(content: Printable) -> None:
    total = 0
    for text in _texts(content):
        total += len(text)
        if len(text) > LONGEST_TEXT:
            raise RenderFailed(f"a text has {len(text):,} characters; at most {LONGEST_TEXT:,} can be printed")
    if total > MOST_TEXT:
        raise RenderFailed(f"the texts have {total:,} characters together; at most {MOST_TEXT:,} can be printed")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
