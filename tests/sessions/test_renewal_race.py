"""Renewals and endings at once: a claim lengthens one session, what is ended stays so, and neither waits for ever."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from sqlalchemy import select

from portal.errors import LinkRevoked, LinkUsed, SessionEnded
from portal.identity import system
from portal.models import Link, LinkClaim, PortalSession
from portal.services.entry.browsers import Browser
from portal.services.entry.claims import claim_link
from portal.services.entry.links import open_link, revoke_link
from portal.services.entry.renewal import renew_session
from portal.services.entry.sessions import end_session
from portal.services.history.activity import verify_chain
from tests.links.test_offline import FULL, sign
from tests.links.world import SmallWorld

pytest_plugins = ("tests.links.fixtures",)

ANYBODY = Browser(framed=False, address="192.0.2.1", user_agent="racer", parent_origin=None)
SESSIONS = 12


def sessions(world: SmallWorld, many: int) -> list[str]:
    for _ in range(many):
        at, token = datetime.now(UTC), world.issue_full().token
        opened = open_link(world.database, world.sealer, world.settings, token, at)
        claim_link(world.database, world.settings, opened, ANYBODY, at)
    with world.database.visit(system(world.elm)) as visit, visit.write() as writing:
        rows = writing.scalars(select(PortalSession)).all()
        for row in rows:
            row.mode = "cookie"
        return [row.id for row in rows]


def renew(world: SmallWorld, session_id: str, token: str, gate: Barrier) -> str:
    gate.wait()
    at = datetime.now(UTC)
    try:
        opened = open_link(world.database, world.sealer, world.settings, token, at)
        renew_session(world.database, world.settings, session_id, opened, ANYBODY, at)
    except (LinkUsed, SessionEnded) as refused:
        return type(refused).__name__
    return "renewed"


@pytest.mark.parametrize("offline", [False, True])
def test_one_claim_renews_one_session(either: SmallWorld, offline: bool) -> None:
    ids = sessions(either, SESSIONS)
    token = sign(either, **FULL) if offline else either.issue_full().token
    gate = Barrier(SESSIONS)
    with ThreadPoolExecutor(SESSIONS) as pool:
        told = Counter(pool.map(lambda each: renew(either, each, token, gate), ids))
    assert told == {"renewed": 1, "LinkUsed": SESSIONS - 1}
    with either.database.visit(system(either.elm)) as visit:
        verify_chain(visit)
        assert len(visit.session.scalars(select(LinkClaim)).all()) == SESSIONS + 1
        newest = visit.session.scalars(select(Link).order_by(Link.issued_at.desc()).limit(1)).one()
        assert newest.claims_taken == 1


def test_what_is_being_ended_stays_ended(either: SmallWorld) -> None:
    ids = sessions(either, SESSIONS)
    tokens = [either.issue_full().token for _ in ids]
    gate = Barrier(2 * SESSIONS)

    def end(session_id: str) -> str:
        gate.wait()
        with either.database.visit(system(either.elm)) as visit:
            end_session(visit, session_id, "revoked")
        return "ended"

    with ThreadPoolExecutor(2 * SESSIONS) as pool:
        ending = [pool.submit(end, each) for each in ids]
        renewing = [pool.submit(renew, either, *pair, gate) for pair in zip(ids, tokens, strict=True)]
        assert {each.result() for each in ending} == {"ended"}
        assert {each.result() for each in renewing} <= {"renewed", "SessionEnded"}
    with either.database.visit(system(either.elm)) as visit:
        verify_chain(visit)
        assert all(row.ended_at is not None for row in visit.session.scalars(select(PortalSession)))


def test_a_claim_and_the_taking_back_of_its_link_wait_for_each_other_never(either: SmallWorld) -> None:
    links = [either.issue_full() for _ in range(SESSIONS)]
    gate = Barrier(2 * SESSIONS)

    def claim(token: str) -> str:
        gate.wait()
        at = datetime.now(UTC)
        try:
            opened = open_link(either.database, either.sealer, either.settings, token, at)
            claim_link(either.database, either.settings, opened, ANYBODY, at)
        except LinkRevoked:
            return "revoked"
        return "claimed"

    def take_back(link_id: str) -> str:
        gate.wait()
        with either.database.visit(system(either.elm)) as visit:
            revoke_link(visit, link_id)
        return "taken back"

    with ThreadPoolExecutor(2 * SESSIONS) as pool:
        claiming = [pool.submit(claim, each.token) for each in links]
        taking = [pool.submit(take_back, each.id) for each in links]
        assert {each.result() for each in taking} == {"taken back"}
        assert {each.result() for each in claiming} <= {"claimed", "revoked"}
    with either.database.visit(system(either.elm)) as visit:
        assert all(link.revoked_at is not None for link in visit.session.scalars(select(Link)))
