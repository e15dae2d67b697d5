"""The portal as it is served: `portal serve` in a process of its own over the standing cast, links into it, its log."""

import os
import random
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from portal.database import Database
from portal.demo.cast import Cast, seed_cast
from portal.demo.people import Person
from portal.identity import system
from portal.migrations import migrate
from portal.services.entry.links import IssuedLink, issue_link, revoke_link
from portal.settings import Settings, load
from portal.storage import Storage
from portal.tokens import KeyRing, LinkSealer
from tests.support.needs import ROOT

READY_SECONDS = 30.0
LOWEST_PORT, HIGHEST_PORT = 20_000, 32_000
# Where a secret stands in an address of ours.
_IN_ADDRESS = re.compile(
    r"/u/(?P<handle>[A-Za-z0-9_-]{43})|/embed/check/[0-9a-f]{12}/(?P<once>[^/?#]+)|/dl/(?P<ticket>[^/?#]+)"
    r"|[?&]token=(?P<token>[^&#]+)"
)


@dataclass(frozen=True, slots=True)
class Live:
    """A running portal, whose firm lives at `firm`; every secret that was given out is remembered."""

    origin: str
    firm: str
    cast: Cast
    settings: Settings
    database: Database
    log: Path
    secrets: set[str] = field(default_factory=set)

    def issue(
        self,
        who: str,
        *,
        ago: timedelta = timedelta(0),
        **how: Any,
    ) -> IssuedLink:
        """A link for a person of the cast, made `ago` before now; `how` as `Person.wanted` has it."""
        person: Person = self.cast.people[who]
        wanted = person.wanted(**how)
        sealer = LinkSealer(KeyRing(self.settings.secret_keys))
        with self.database.visit(system(person.scope), at=datetime.now(UTC) - ago) as visit:
            issued = issue_link(visit, sealer, self.settings, wanted)
        self.secrets.add(issued.token)
        return issued

    def link(self, who: str, *, view: str | None = None, locale: str | None = None) -> str:
        """The address of a fresh link."""
        return self.address_of(self.issue(who, view=view, locale=locale))

    def address_of(self, issued: IssuedLink) -> str:
        """Where a browser opens this link."""
        return f"{self.origin}/embed?token={issued.token}"

    def revoke(self, who: str, link_id: str) -> None:
        """Withdraw a link of this person's."""
        with self.database.visit(system(self.cast.people[who].scope), at=datetime.now(UTC)) as visit:
            revoke_link(visit, link_id)

    def remember(self, addresses: Iterable[str]) -> None:
        """Take up the secrets that stand in addresses which a browser asked for."""
        for address in addresses:
            for found in _IN_ADDRESS.finditer(address):
                self.secrets.update(value for value in found.groupdict().values() if value)

    def leaked(self) -> list[str]:
        """The beginnings of all remembered secrets that stand in the log, which must be none."""
        text = self.log.read_text(encoding="utf-8", errors="replace")
        return sorted(f"{secret[:6]}…" for secret in self.secrets if secret in text)


def free_port() -> int:
    """A port of the loopback that nobody listens on, outside the range that outgoing connections take theirs from."""
    for port in random.sample(range(LOWEST_PORT, HIGHEST_PORT), 200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise RuntimeError("no free port")


@contextmanager
def live_portal(folder: Path, firm: str, *, canaries: bool = True, workers: int = 2) -> Iterator[Live]:
    """A portal over a fresh cast whose firm frames it from this origin; ends with the block."""
    port = free_port()
    origin = f"http://portal.localhost:{port}"
    variables = {
        "PORTAL_DATA_DIR": str(folder / "data"),
        "PORTAL_PORT": str(port),
        "PORTAL_BASE_URL": origin,
        "PORTAL_WORKERS": str(workers),
        "PORTAL_LINK_ATTEMPTS_PER_MINUTE": "100000",
        "PORTAL_PDF_REQUESTS_PER_MINUTE": "100000",
        "PORTAL_API_CALLS_PER_MINUTE": "100000",
        # A machine busy with other tests renders slowly; that is not what is tested here.
        "PORTAL_PDF_WALL_SECONDS": "40",
        "PORTAL_PDF_CPU_SECONDS": "30",
    }
    settings = load(variables)
    migrate(settings.database_url)
    database = Database(settings.database_url)
    try:
        storage = Storage(settings.data_dir / "files")
        ring = KeyRing(settings.secret_keys)
        cast = seed_cast(database, ring, storage, datetime.now(UTC), origin=firm, canaries=canaries)
        with _served(folder / "portal.log", port, variables) as log:
            yield Live(origin, firm, cast, settings, database, log)
    finally:
        database.close()


@contextmanager
def _served(log: Path, port: int, variables: dict[str, str]) -> Iterator[Path]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "portal", "serve"],
            cwd=ROOT,
            env=inherited | variables,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
        )
        try:
            _wait_until_ready(process, port, log)
            yield log
        finally:
            process.terminate()
            process.wait(timeout=40)


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    ends = time.monotonic() + READY_SECONDS
    while time.monotonic() < ends:
        if process.poll() is not None:
            break
        connection = HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except (OSError, HTTPException):
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError(f"the portal did not start:\n{log.read_text(encoding='utf-8', errors='replace')}")
