"""What documents cost on their way out, as tables: drawn, checked, and many at once."""

from collections.abc import Iterator, Sequence

from bench.checking import CheckFigure
from bench.drawing import POOL, DrawingFigure
from bench.layout import layout
from bench.packs import PackFigure
from bench.prints import PrintFigure
from bench.registers import RegisterFigure
from bench.stored import LINES, StoredFigure


def prints_table(prints: PrintFigure) -> Iterator[str]:
    yield "First PDF of a document of ten lines, warm, one at a time; x = times a bare WeasyPrint call"
    yield from layout(
        ("", "ms", "x bare"),
        [
            ("bare WeasyPrint, same HTML and style", f"{prints.bare_ms:.0f}", "1.00"),
            ("our engine (PDF/A-3a)", f"{prints.engine_ms:.0f}", f"{prints.engine_times_bare:.2f}"),
            ("press to last byte over HTTP, stored", f"{prints.first_ms:.0f}", f"{prints.first_times_bare:.2f}"),
        ],
    )


def drawing_table(drawing: Sequence[DrawingFigure]) -> Iterator[str]:
    yield f"Drawing by length, warm, ms a document; the pool has {POOL} children at work; x = times"
    header = (
        "lines",
        "pages",
        "bare",
        "engine",
        "pool",
        "Chromium",
        "engine x bare",
        "pool x bare",
        "engine x Chromium",
    )
    rows = [
        (
            f"{each.lines}",
            f"{each.pages}",
            f"{each.bare_ms:,.0f}",
            f"{each.engine_ms:,.0f}",
            f"{each.pool_ms:,.0f}",
            "" if each.chromium_ms is None else f"{each.chromium_ms:,.0f}",
            f"{each.engine_times_bare:.2f}",
            f"{each.pool_times_bare:.2f}",
            "" if each.engine_times_chromium is None else f"{each.engine_times_chromium:.2f}",
        )
        for each in drawing
    ]
    yield from layout(header, rows)


def checking_table(checking: Sequence[CheckFigure]) -> Iterator[str]:
    yield "E-invoices of ten lines a second, one core: each step alone, then all of them one after the other"
    rows = [
        (
            each.name,
            f"{each.written:,.0f}",
            f"{each.ruled:,.0f}",
            f"{each.in_schema:,.0f}",
            f"{each.in_schematron:,.1f}",
            f"{each.all_steps:,.1f}",
        )
        for each in checking
    ]
    yield from layout(("", "written", "own rules", "schema", "schematron", "all"), rows)


def registers_table(registers: Sequence[RegisterFigure]) -> Iterator[str]:
    yield "All documents of an entity to a file, from the database, in a process of its own; x = times the plain writer"
    header = ("", "documents", "s", "CPU s", "peak MB", "plain s", "plain MB", "x plain", "x CPU")
    rows = [
        (
            each.name,
            f"{each.documents:,}",
            f"{each.seconds:.1f}",
            f"{each.cpu_seconds:.1f}",
            f"{each.peak_mb:.0f}",
            f"{each.plain_seconds:.1f}",
            f"{each.plain_peak_mb:.0f}",
            f"{each.times_plain:.1f}",
            f"{each.times_plain_cpu:.1f}",
        )
        for each in registers
    ]
    yield from layout(header, rows)


def packs_table(packs: Sequence[PackFigure]) -> Iterator[str]:
    yield "Stored PDFs in one archive, in a process of its own; x = times the CPU that reading the same files takes"
    header = ("", "PDFs", "MB", "first byte ms", "s", "CPU ms a PDF", "read", "x reading", "peak MB")
    rows = [
        (
            each.name,
            f"{each.documents:,}",
            f"{each.megabytes:.0f}",
            f"{each.first_byte_ms:.0f}",
            f"{each.seconds:.1f}",
            f"{each.cpu_ms:.2f}",
            f"{each.reading_cpu_ms:.2f}",
            f"{each.times_reading:.0f}",
            f"{each.peak_mb:.0f}",
        )
        for each in packs
    ]
    yield from layout(header, rows)


def stored_table(stored: StoredFigure) -> Iterator[str]:
    yield f"From the call that issues an invoice of {LINES} lines to its stored PDF; x = times a bare WeasyPrint call"
    yield from layout(
        ("", "ms", "x bare"),
        [
            ("bare WeasyPrint, same HTML and style", f"{stored.bare_ms:.0f}", "1.00"),
            ("one invoice, nothing else to do", f"{stored.one_ms:.0f}", f"{stored.one_times_bare:.2f}"),
            (f"each of {stored.documents} issued at once", f"{stored.each_ms:.0f}", f"{stored.each_times_bare:.2f}"),
        ],
    )
