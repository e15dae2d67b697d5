"""The whole demonstration as processes: ports looked at, data made, portal and firm started, and both ended again."""

import os
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from portal.database import Database
from portal.demo.cast import Cast, move_firm, seed_cast
from portal.demo.memory import recall, remember
from portal.errors import SettingsRefused
from portal.migrations import migrate
from portal.ports import refuse_taken_port
from portal.settings import Settings, load
from portal.storage import open_storage
from portal.tokens import KeyRing

CAST_FILE = "cast.json"
PORTAL_PORT, FIRM_PORT = 8600, 8700
READY_SECONDS = 45
STOP_SECONDS = 8
# What an operator may still choose for the demonstration; all else of a real installation is kept away from it.
_CHOICES = frozenset({"PORTAL_WORKERS", "PORTAL_THREADS", "PORTAL_PDF_WORKERS"})
_MADE = ("portal.db", "portal.db-wal", "portal.db-shm", "files", "pdf-slots", CAST_FILE, "secret-keys")
Say = Callable[[str], None]


def firm_port(environ: Mapping[str, str]) -> int:
    """FIRM_PORT, or 8700."""
    return _port(environ, "FIRM_PORT", FIRM_PORT)


def firm_origin(port: int) -> str:
    """The origin of the firm's site, which browsers take for another site than the portal's."""
    return f"http://firm.localhost:{port}"


def run_demo(environ: Mapping[str, str], folder: Path, say: Say, *, fresh: bool = False) -> None:
    """Run until SIGINT or SIGTERM, then leave no process behind. Raises SettingsRefused for a port that is taken."""
    portal_port, firm = _port(environ, "PORTAL_PORT", PORTAL_PORT), firm_port(environ)
    if portal_port == firm:
        raise SettingsRefused(f"PORTAL_PORT and FIRM_PORT are both {firm}; the two sites need a port each")
    for name, port in (("PORTAL_PORT", portal_port), ("FIRM_PORT", firm)):
        refuse_taken_port("127.0.0.1", port, name)
    variables = _variables(environ, folder.resolve(), portal_port, firm)
    settings = prepare(variables, firm_origin(firm), fresh=fresh)
    stop = _stop_on_signals()
    children: list[Child] = []
    try:
        children.append(Child.start("portal", ["portal", "serve"], variables, settings.data_dir))
        children.append(Child.start("firm", ["portal.demo.host"], variables, settings.data_dir))
        _wait_until_ready(children, ((portal_port, "/readyz"), (firm, "/")), stop)
        if not stop.is_set():
            say(_invitation(settings, firm_origin(firm)))
        while not stop.wait(0.3):
            _refuse_dead(children)
    finally:
        for child in reversed(children):
            child.end()


def prepare(variables: Mapping[str, str], origin: str, *, fresh: bool = False) -> Settings:
    """The demonstration's data, made unless it is there; its firm lives at this origin from now on."""
    folder = Path(variables["PORTAL_DATA_DIR"])
    cast = None if fresh else recall(folder / CAST_FILE)
    if cast is None:
        _clear(folder)
    settings = load(variables)
    migrate(settings.database_url)
    database = Database(settings.database_url)
    try:
        if cast is None:
            remember(_seed(database, settings, origin), folder / CAST_FILE)
        else:
            move_firm(database, cast, origin)
    finally:
        database.close()
    return settings


@dataclass(frozen=True, slots=True)
class Child:
    """A process of ours in a group of its own, so that Ctrl-C reaches it through us alone and in order."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    @classmethod
    def start(cls, name: str, module: list[str], variables: Mapping[str, str], folder: Path) -> "Child":
        log = folder / f"{name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", *module],
                env=dict(variables),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        return cls(name, process, log)

    def end(self) -> None:
        """Ask it to end, and make it end together with everything it started."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


def _seed(database: Database, settings: Settings, origin: str) -> Cast:
    storage = open_storage(settings.storage_url, settings.data_dir)
    ring = KeyRing(settings.secret_keys)
    return seed_cast(database, ring, storage, datetime.now(UTC), origin=origin, canaries=False)


def _clear(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in _MADE:
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _variables(environ: Mapping[str, str], folder: Path, portal_port: int, firm: int) -> dict[str, str]:
    kept = {name: value for name, value in environ.items() if not name.startswith("PORTAL_") or name in _CHOICES}
    return kept | {
        "PORTAL_DATA_DIR": str(folder),
        "PORTAL_PORT": str(portal_port),
        "PORTAL_BASE_URL": f"http://portal.localhost:{portal_port}",
        "FIRM_PORT": str(firm),
    }


def _port(environ: Mapping[str, str], name: str, usual: int) -> int:
    text = environ.get(name) or str(usual)
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise SettingsRefused(f"{name} must be a port between 1 and 65535, not {text!r}")
    return int(text)


def _stop_on_signals() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda _number, _frame: stop.set())
    return stop


def _wait_until_ready(children: list[Child], places: tuple[tuple[int, str], ...], stop: threading.Event) -> None:
    end = time.monotonic() + READY_SECONDS
    for port, path in places:
        while not stop.is_set() and not _answers(port, path):
            _refuse_dead(children)
            if time.monotonic() > end:
                raise SettingsRefused(f"nothing answered on port {port} within {READY_SECONDS} s")
            stop.wait(0.1)


def _answers(port: int, path: str) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _refuse_dead(children: list[Child]) -> None:
    for child in children:
        if child.process.poll() is not None:
            last = "\n".join(child.log.read_text(encoding="utf-8", errors="replace").splitlines()[-12:])
            raise SettingsRefused(f"the {child.name} ended by itself; the last it said ({child.log}):\n{last}")


def _invitation(settings: Settings, firm: str) -> str:
    cast = recall(settings.data_dir / CAST_FILE)
    if cast is None:
        raise SettingsRefused(f"{settings.data_dir / CAST_FILE} is gone; `portal demo --fresh` begins anew")
    return (
        f"\n  The firm's site   {firm}\n  The portal        {settings.origin}\n"
        f"  The API           {settings.origin}/api/v1/docs\n"
        f"  A sandbox key     {cast.keys['sk'].text}\n  An entity         {cast.elm}\n\n"
        f"  Open the firm's site in a browser and choose a way in.\n"
        f"  Commands work on these data with  export PORTAL_DATA_DIR={shlex.quote(str(settings.data_dir))} "
        f"PORTAL_BASE_URL={settings.origin}\n"
        f"  `portal demo --fresh` begins anew. Ctrl-C ends it.\n"
    )
