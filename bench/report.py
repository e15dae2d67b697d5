"""One run's figures, and where and when they were taken; kept as JSON for machines."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, is_dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.load import client_name
from bench.postgres import version_of_postgres

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


@dataclass(slots=True)
class Results:
    """What one run found so far: the figures of each part that is done, and why others failed. Saved after each part,
    so that what was measured is kept whatever comes later."""

    machine: Machine
    plan: str
    path: Path
    figures: dict[str, object] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    def add(self, part: str, figures: object, seconds: float) -> None:
        """A part is done."""
        self.figures[part] = _plain(figures)
        self.seconds[part] = round(seconds, 1)
        self.save()

    def fail(self, part: str, why: str) -> None:
        """A part failed."""
        self.failed[part] = why
        self.save()

    def save(self) -> None:
        """Write them as JSON. A part that has its name elsewhere in it would hide that: none may."""
        told = {"machine": asdict(self.machine), "plan": self.plan, "seconds": self.seconds, "failed": self.failed}
        self.path.write_text(json.dumps(told | self.figures, indent=2) + "\n", encoding="utf-8")


def _plain(figures: object) -> object:
    if isinstance(figures, Sequence):
        return [_plain(each) for each in figures]
    return asdict(figures) if is_dataclass(figures) and not isinstance(figures, type) else figures


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
