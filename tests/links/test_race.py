"""Two hundred at once for one link: exactly one session comes of it, on both back ends, from threads and processes."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import func, select

from portal.database import Database
from portal.errors import LinkUsed
from portal.identity import system
from portal.models import Link, LinkClaim, PortalSession
from portal.services.entry.browsers import Browser
from portal.services.entry.claims import claim_link
from portal.services.entry.links import open_link
from portal.services.history.activity import verify_chain
from portal.settings import load
from portal.tokens import KeyRing, LinkSealer
from tests.links.test_offline import FULL, sign
from tests.links.world import GENEROUS, SmallWorld
from tests.support.processes import at_once

pytest_plugins = ("tests.links.fixtures",)

CLAIMS, THREADS, PROCESSES = 200, 20, 4
Make = Callable[[SmallWorld], str]


def issued(world: SmallWorld) -> str:
    return world.issue_full().token


def offline(world: SmallWorld) -> str:
    """A link without a row: the racers race to write that too."""
    return sign(world, **FULL)


def try_to_claim(data_dir: Path, url: str, token: str, tries: int, threads: int) -> Counter[str]:
    """What came of so many claims of one link by a process of its own."""
    environ = {"PORTAL_DATA_DIR": str(data_dir), "PORTAL_DATABASE_URL": url}
    settings = load(GENEROUS | environ)
    database, sealer = Database(url, pool_size=threads * 2), LinkSealer(KeyRing(settings.secret_keys))
    barrier = Barrier(threads)

    def claim(turn: int) -> str:
        if turn < threads:
            barrier.wait()
        at = datetime.now(UTC)
        try:
            claim_link(database, settings, open_link(database, sealer, settings, token, at), ANYBODY, at)
        except LinkUsed:
            return "used"
        return "claimed"

    try:
        with ThreadPoolExecutor(threads) as pool:
            return Counter(pool.map(claim, range(tries)))
    finally:
        database.close()


ANYBODY = Browser(framed=False, address="192.0.2.1", user_agent="racer", parent_origin=None)


def counted(world: SmallWorld) -> tuple[int | None, ...]:
    with world.database.visit(system(world.elm)) as visit:
        verify_chain(visit)
        taken = visit.session.scalars(select(Link.claims_taken)).one()
        counts = [visit.session.scalar(select(func.count()).select_from(table)) for table in (LinkClaim, PortalSession)]
        return (taken, *counts)


# Each way of making a link on each back end: by threads or by processes.
ON_POSTGRESQL = (pytest.mark.postgres, pytest.mark.slow)


@pytest.mark.parametrize(
    ("either", "make"),
    [("sqlite", issued), pytest.param("postgresql", offline, marks=ON_POSTGRESQL)],
    indirect=["either"],
)
def test_threads(either: SmallWorld, make: Make) -> None:
    token = make(either)
    settings = either.settings
    outcome = try_to_claim(settings.data_dir, settings.database_url, token, CLAIMS, THREADS)
    assert outcome == {"claimed": 1, "used": CLAIMS - 1}
    assert counted(either) == (1, 1, 1)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("either", "make"),
    [("sqlite", offline), pytest.param("postgresql", issued, marks=ON_POSTGRESQL)],
    indirect=["either"],
)
def test_processes(either: SmallWorld, make: Make) -> None:
    token, settings = make(either), either.settings
    outcomes = at_once(PROCESSES, try_to_claim, settings.data_dir, settings.database_url, token, CLAIMS // PROCESSES, 4)
    assert sum(outcomes, Counter()) == {"claimed": 1, "used": CLAIMS - 1}
    assert counted(either) == (1, 1, 1)


def test_requests(either: SmallWorld) -> None:
    """The same from the outside: one redirect, and a used page for everybody else; no error, no second cookie."""
    token = issued(either)

    def press(_turn: int) -> int:
        return either.browser().exchange(token).status_code

    with ThreadPoolExecutor(THREADS) as pool:
        statuses = Counter(pool.map(press, range(60)))
    assert statuses == {303: 1, 410: 59}


def test_three_claims_are_three(either: SmallWorld) -> None:
    token, settings = either.issue_full(max_claims=3).token, either.settings
    outcome = try_to_claim(settings.data_dir, settings.database_url, token, 60, THREADS)
    assert outcome == {"claimed": 3, "used": 57}
    assert counted(either) == (3, 3, 3)
