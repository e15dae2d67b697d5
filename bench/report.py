"""One run's figures, and where and when they were taken; kept as JSON for machines."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.calls import CallFigure
from bench.chains import ChainFigure
from bench.checking import CheckFigure
from bench.drawing import DrawingFigure
from bench.imports import ImportFigure
from bench.invoices import InvoiceFigure
from bench.load import client_name
from bench.numbering import NumberingFigure
from bench.openings import OpeningFigure
from bench.pages import PageFigure
from bench.postgres import version_of_postgres
from bench.prints import PrintFigure
from bench.registers import RegisterFigure
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
    postgresql: str | None
    """What is started for the run; None where it is not installed."""
    client: str
    load_before: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """Everything that one run found."""

    machine: Machine
    plan: str
    seconds: float
    pages: Sequence[PageFigure]
    calls: Sequence[CallFigure]
    prints: PrintFigure
    drawing: Sequence[DrawingFigure]
    checking: Sequence[CheckFigure]
    registers: Sequence[RegisterFigure]
    chains: Sequence[ChainFigure]
    invoices: InvoiceFigure
    numbering: Sequence[NumberingFigure]
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
        postgresql=version_of_postgres(),
        client=client_name(),
        load_before=round(os.getloadavg()[0], 2),
    )


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
