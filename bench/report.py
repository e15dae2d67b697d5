"""One run's figures: as tables for people, as JSON for machines."""

import json
import os
import platform
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.chains import ChainFigure
from bench.imports import ImportFigure
from bench.load import CONNECTIONS, client_name
from bench.openings import OpeningFigure
from bench.pages import PageFigure
from bench.prints import PrintFigure
from bench.scoping import ScopingFigure

_PACKAGES = ("flask", "gunicorn", "jinja2", "sqlalchemy", "weasyprint", "itsdangerous", "lxml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Where and when a run was made, and how busy the machine was with other things."""

    at: str
    cores: int
    memory_gb: float
    processor: str
    system: str
    python: str
    versions: dict[str, str]
    client: str
    load_before: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """Everything that one run found."""

    machine: Machine
    plan: str
    seconds: float
    pages: Sequence[PageFigure]
    prints: PrintFigure
    chains: Sequence[ChainFigure]
    openings: OpeningFigure
    imports: ImportFigure
    scoping: Sequence[ScopingFigure]

    def save(self, path: Path) -> None:
        """Write them as JSON."""
        path.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")


def this_machine() -> Machine:
    """Of this moment, so to be asked before the load begins."""
    processor = next((line for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return Machine(
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        cores=os.cpu_count() or 0,
        memory_gb=round(memory, 1),
        processor=processor.partition(":")[2].strip() or platform.machine(),
        system=platform.system(),
        python=platform.python_version(),
        versions={name: version(name) for name in _PACKAGES},
        client=client_name(),
        load_before=round(os.getloadavg()[0], 2),
    )


def tables(results: Results) -> Iterator[str]:
    """The lines to print."""
    machine = results.machine
    yield f"{machine.at}, {machine.cores} cores, {machine.processor}, Python {machine.python}, load before: "
    yield f"{machine.load_before}, client: {machine.client}, {results.plan} run of {results.seconds:.0f} s"
    yield from _pages(results)
    yield from _prints(results.prints)
    yield from _chains(results.chains)
    yield from _singles(results.openings, results.imports)
    yield from _scoping(results.scoping)


def _pages(results: Results) -> Iterator[str]:
    yield ""
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
        for page in results.pages
    ]
    yield from _table(header, rows)


def _prints(prints: PrintFigure) -> Iterator[str]:
    yield ""
    yield "First PDF of a document of ten lines, warm, one at a time; x = times a bare WeasyPrint call"
    yield from _table(
        ("", "ms", "x bare"),
        [
            ("bare WeasyPrint, same HTML and style", f"{prints.bare_ms:.0f}", "1.00"),
            ("our engine (PDF/A-3a)", f"{prints.engine_ms:.0f}", f"{prints.engine_times_bare:.2f}"),
            ("press to last byte over HTTP, stored", f"{prints.first_ms:.0f}", f"{prints.first_times_bare:.2f}"),
        ],
    )


def _chains(chains: Sequence[ChainFigure]) -> Iterator[str]:
    yield ""
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
    yield from _table(header, rows)


def _singles(openings: OpeningFigure, imports: ImportFigure) -> Iterator[str]:
    yield ""
    yield "Tokens and imports, one core"
    read = f"x{imports.import_times_read:.1f} of reading"
    yield from _table(
        ("", "per s", "against"),
        [
            ("true tokens opened", f"{openings.opened:,.0f}", f"x{openings.opening_times_bare:.1f} of itsdangerous"),
            ("forged tokens refused", f"{openings.refused:,.0f}", ""),
            ("itsdangerous alone: opened", f"{openings.bare_opened:,.0f}", ""),
            ("itsdangerous alone: refused", f"{openings.bare_refused:,.0f}", ""),
            (f"files imported ({imports.files} {imports.source})", f"{imports.imported:,.0f}", read),
            ("the same files again: nothing new", f"{imports.again:,.0f}", ""),
            ("files only read", f"{imports.read:,.0f}", ""),
        ],
    )


def _scoping(scoping: Sequence[ScopingFigure]) -> Iterator[str]:
    yield ""
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
    yield from _table(("", "neither", "wall", "fence", "both"), rows)


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    cells = [header, *rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
    for row in cells:
        first, *others = (
            cell.ljust(width) if not column else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join((first, *others))


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
