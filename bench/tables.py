"""Figures as tables for people, a function a part of the run."""

from collections.abc import Iterator, Sequence

from bench.calls import CallFigure
from bench.chains import ChainFigure
from bench.frames import FramesFigure
from bench.imports import ImportFigure
from bench.invoices import LINES, InvoiceFigure
from bench.layout import layout
from bench.load import CONNECTIONS
from bench.numbering import PROCESSES, WRITERS, NumberingFigure
from bench.openings import OpeningFigure
from bench.pages import PageFigure
from bench.postgres import MISSING
from bench.report import Machine
from bench.scoping import ScopingFigure


def head(machine: Machine, plan: str) -> Iterator[str]:
    """Where and when the figures are from."""
    yield f"{machine.at}, {machine.cores} cores, {machine.processor}, Python {machine.python}, load before: "
    yield f"{machine.load_before}, client: {machine.client}, {plan} run"
    yield machine.postgresql or MISSING


def pages_table(pages: Sequence[PageFigure]) -> Iterator[str]:
    yield f"Pages and stored PDFs, {CONNECTIONS} at once (alone: one at a time); x = how many hellos one of them costs"
    header = ("", "per s", "x hello", "CPU ms", "x CPU", "p50 ms", "p99 ms", "alone p50", "alone p99")
    rows = [
        (
            page.name,
            f"{page.per_second:,.0f}",
            f"{page.times_hello:.1f}",
            f"{page.cpu_ms:.2f}",
            f"{page.times_hello_cpu:.1f}",
            f"{page.p50:.1f}",
            f"{page.p99:.1f}",
            f"{page.alone_p50:.1f}",
            f"{page.alone_p99:.1f}",
        )
        for page in pages
    ]
    yield from layout(header, rows)


def calls_table(calls: Sequence[CallFigure]) -> Iterator[str]:
    yield f"Calls of the API, {CONNECTIONS} at once unless said otherwise; for one link or list, p50 and p99 of a call"
    header = ("", "per s", "x hello", "CPU ms", "x CPU", "p50 ms", "p99 ms", "x single link")
    rows = [
        (
            call.name,
            f"{call.per_second:,.1f}",
            f"{call.times_hello:.1f}",
            f"{call.cpu_ms:.2f}",
            f"{call.times_hello_cpu:.1f}",
            f"{call.p50:,.1f}",
            f"{call.p99:,.1f}",
            "" if call.times_single is None else f"{call.times_single:.2f}",
        )
        for call in calls
    ]
    yield from layout(header, rows)


def invoices_table(invoices: InvoiceFigure) -> Iterator[str]:
    yield f"An issued invoice of {LINES} lines, committed, in one process without HTTP; x = times its bare rows"
    yield from layout(
        ("", "ms", "x bare"),
        [
            ("the same rows, SQLAlchemy alone", f"{invoices.bare_ms:.1f}", "1.0"),
            ("issued by one call of the API", f"{invoices.issued_ms:.1f}", f"{invoices.issued_times_bare:.1f}"),
            (
                "draft, then finalised: two calls",
                f"{invoices.finalised_ms:.1f}",
                f"{invoices.finalised_times_bare:.1f}",
            ),
        ],
    )


def numbering_table(numbering: Sequence[NumberingFigure], postgresql: str | None) -> Iterator[str]:
    """Its lines; the last says so where there is no PostgreSQL to measure on."""
    yield f"Invoices issued in one entity by {WRITERS} writers in {PROCESSES} processes, half of them from drafts"
    header = ("", "invoices", "gaps", "repeats", "per s", "x one writer", "CPU ms", "asked again")
    rows = [
        (
            each.name,
            f"{each.issued:,}",
            f"{each.gaps}",
            f"{each.repeats}",
            f"{each.per_second:.1f}",
            f"{each.times_alone:.2f}",
            f"{each.cpu_ms:.1f}",
            f"{each.asked_again}",
        )
        for each in numbering
    ]
    yield from layout(header, rows)
    if postgresql is None:
        yield MISSING


def chains_table(chains: Sequence[ChainFigure]) -> Iterator[str]:
    yield "From link to list, all commits; x = how many hellos; then the median of each step in ms"
    header = ("", "per s", "x hello", "p50 ms", "p99 ms", *chains[0].steps)
    rows = [
        (
            chain.name,
            f"{chain.per_second:.1f}",
            f"{chain.times_hello:.0f}",
            f"{chain.p50:.1f}",
            f"{chain.p99:.1f}",
            *(f"{step:.1f}" for step in chain.steps.values()),
        )
        for chain in chains
    ]
    yield from layout(header, rows)


def tokens_table(openings: OpeningFigure) -> Iterator[str]:
    yield "Tokens, one core"
    yield from layout(
        ("", "per s", "against"),
        [
            ("true tokens opened", f"{openings.opened:,.0f}", f"x{openings.opening_times_bare:.1f} of itsdangerous"),
            ("forged tokens refused", f"{openings.refused:,.0f}", ""),
            ("itsdangerous alone: opened", f"{openings.bare_opened:,.0f}", ""),
            ("itsdangerous alone: refused", f"{openings.bare_refused:,.0f}", ""),
        ],
    )


def frames_table(frames: FramesFigure) -> Iterator[str]:
    yield "A list in a frame of the firm's page and at top level: ms from the press to the whole page; x = framed / top"
    rows = [
        (
            each.name,
            each.mode,
            f"{each.framed:.0f}",
            "" if each.top is None else f"{each.top:.0f}",
            "" if each.ratio is None else f"{each.ratio:.2f}",
        )
        for each in frames.engines
    ]
    yield from layout(("", "kept by", "framed", "top", "x"), rows)
    yield f"Gzipped: embed.v1.js {frames.embed_bytes:,} B; the list's page {frames.page_bytes:,} B, with all that it"
    yield f"loads {frames.loaded_bytes:,} B in {frames.requests} requests"


def imports_table(imports: ImportFigure) -> Iterator[str]:
    yield "Imports, one core"
    read = f"x{imports.import_times_read:.1f} of reading"
    yield from layout(
        ("", "per s", "against"),
        [
            (f"files imported ({imports.files} {imports.source})", f"{imports.imported:,.0f}", read),
            ("the same files again: nothing new", f"{imports.again:,.0f}", ""),
            ("files only read", f"{imports.read:,.0f}", ""),
        ],
    )


def scoping_table(scoping: Sequence[ScopingFigure]) -> Iterator[str]:
    yield "One list query with session and transaction, in microseconds; x = times the query with a WHERE of its own"
    rows = [
        (
            f"entity of {each.documents:,}",
            f"{each.neither:,.0f}",
            f"{each.wall:,.0f} (x{each.wall_times:.2f})",
            f"{each.fence:,.0f} (x{each.fence_times:.2f})",
            f"{each.both:,.0f} (x{each.both_times:.2f})",
        )
        for each in scoping
    ]
    yield from layout(("", "neither", "wall", "fence", "both"), rows)
