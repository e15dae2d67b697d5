"""What documents cost on their way out, as tables: drawn, checked, and many at once."""

from collections.abc import Iterator, Sequence

from bench.checking import CheckFigure
from bench.drawing import POOL, DrawingFigure
from bench.layout import layout
from bench.prints import PrintFigure
from bench.registers import RegisterFigure
from bench.report import Results


def paper_tables(results: Results) -> Iterator[str]:
    """The lines to print."""
    yield from _prints(results.prints)
    yield from _drawing(results.drawing)
    yield from _checking(results.checking)
    yield from _registers(results.registers)


def _prints(prints: PrintFigure) -> Iterator[str]:
    yield ""
    yield "First PDF of a document of ten lines, warm, one at a time; x = times a bare WeasyPrint call"
    yield from layout(
        ("", "ms", "x bare"),
        [
            ("bare WeasyPrint, same HTML and style", f"{prints.bare_ms:.0f}", "1.00"),
            ("our engine (PDF/A-3a)", f"{prints.engine_ms:.0f}", f"{prints.engine_times_bare:.2f}"),
            ("press to last byte over HTTP, stored", f"{prints.first_ms:.0f}", f"{prints.first_times_bare:.2f}"),
        ],
    )


def _drawing(drawing: Sequence[DrawingFigure]) -> Iterator[str]:
    yield ""
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


def _checking(checking: Sequence[CheckFigure]) -> Iterator[str]:
    yield ""
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


def _registers(registers: Sequence[RegisterFigure]) -> Iterator[str]:
    yield ""
    yield "All documents of an entity to a file, from the database, in a process of its own; x = times the plain writer"
    header = ("", "documents", "s", "peak MB", "plain s", "plain MB", "x plain")
    rows = [
        (
            each.name,
            f"{each.documents:,}",
            f"{each.seconds:.1f}",
            f"{each.peak_mb:.0f}",
            f"{each.plain_seconds:.1f}",
            f"{each.plain_peak_mb:.0f}",
            f"{each.times_plain:.1f}",
        )
        for each in registers
    ]
    yield from layout(header, rows)
