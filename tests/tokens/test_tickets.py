"""Download tickets and list cursors: the same strictness under purposes of their own."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from freezegun import freeze_time

from portal.errors import Invalid, LinkMalformed
from portal.tokens import (
    ExpiredTicket,
    LinkSealer,
    Sealer,
    Ticket,
    open_cursor,
    open_ticket,
    seal_cursor,
    seal_ticket,
)
from tests.tokens.samples import FULL, NOW, OTHER_RING, RING, sample_id, sealed_json

TICKET = Ticket(
    ticket_id=sample_id("tkt"),
    session_id=sample_id("ses"),
    subject_kind="document_pdf",
    subject_id=sample_id("inv"),
    issued_at=NOW,
    expires_at=NOW + timedelta(seconds=60),
)
CLAIMS: Mapping[str, object] = {
    "v": 1,
    "tid": TICKET.ticket_id,
    "ses": TICKET.session_id,
    "kind": TICKET.subject_kind,
    "sub": TICKET.subject_id,
    "iat": int(NOW.timestamp()),
    "exp": int(NOW.timestamp()) + 60,
}


@pytest.mark.parametrize(
    ("seconds", "opens"), [(-6, False), (-5, True), (0, True), (59, True), (59.999999, True), (60, False)]
)
def test_a_ticket_opens_for_its_minute(seconds: float, opens: bool) -> None:
    text = seal_ticket(RING, TICKET)
    long_text = seal_ticket(RING, replace(TICKET, expires_at=NOW + timedelta(days=9)))
    with freeze_time(NOW + timedelta(seconds=seconds)):
        now = datetime.now(UTC)
        for sealed in (text, long_text):
            if opens:
                assert open_ticket(RING, sealed, now=now).ticket_id == TICKET.ticket_id
            else:
                with pytest.raises(ExpiredTicket) as expired:
                    open_ticket(RING, sealed, now=now)
                assert expired.value.ticket.session_id == TICKET.session_id
    assert open_ticket(RING, sealed_json(json.dumps(CLAIMS), purpose="ticket"), now=NOW) == TICKET


def test_a_shorter_cap_of_the_account_wins() -> None:
    with pytest.raises(ExpiredTicket):
        open_ticket(
            RING, seal_ticket(RING, TICKET), now=NOW + timedelta(seconds=30), max_lifetime=timedelta(seconds=30)
        )


@pytest.mark.parametrize(
    "raw", ["{}", "[]", "-1", "-2", "true", "null", "1.0", "1e400", "NaN", '""', '"\\ud800"', '"x\\n"']
)
@pytest.mark.parametrize("name", CLAIMS)
def test_a_ticket_claim_of_another_type_or_value_is_refused(name: str, raw: str) -> None:
    members = [f'"{key}":{raw if key == name else json.dumps(value)}' for key, value in CLAIMS.items()]
    with pytest.raises(LinkMalformed):
        open_ticket(RING, sealed_json("{" + ",".join(members) + "}", purpose="ticket"), now=NOW)


@pytest.mark.parametrize("name", CLAIMS)
def test_a_ticket_claim_left_out_or_unknown_is_refused(name: str) -> None:
    fewer = {key: value for key, value in CLAIMS.items() if key != name}
    for claims in (fewer, {**CLAIMS, f"{name}x": "y"}):
        with pytest.raises(LinkMalformed, match="claim"):
            open_ticket(RING, sealed_json(json.dumps(claims), purpose="ticket"), now=NOW)


def test_an_impossible_ticket_cannot_be_made() -> None:
    with pytest.raises(Invalid, match="not after"):
        replace(TICKET, expires_at=NOW)
    with pytest.raises(Invalid, match="claim kind"):
        replace(TICKET, subject_kind="../x")
    with pytest.raises(Invalid, match="claim iat"):
        replace(TICKET, issued_at=NOW.replace(microsecond=5))


def test_purposes_do_not_open_each_other() -> None:
    link, ticket, cursor = LinkSealer(RING).seal(FULL), seal_ticket(RING, TICKET), seal_cursor(RING, "c", {"id": "a"})
    no_tickets: tuple[object, ...] = (link, cursor, {"a": 1}, None, "x" * 1_000_000)
    for text in no_tickets:
        with pytest.raises(LinkMalformed):
            open_ticket(RING, text, now=NOW)
    no_cursors: tuple[object, ...] = (link, ticket, 7, "", b"x", cursor + "~", cursor + "=")
    for text in no_cursors:
        with pytest.raises(Invalid, match="not one of"):
            open_cursor(RING, "c", text)
    with pytest.raises(LinkMalformed):
        open_ticket(OTHER_RING, ticket, now=NOW)


@pytest.mark.parametrize(
    "position", [{}, {"id": "inv_1"}, {"issued_on": "2026-11-22", "total": -5, "paid": None, "é": True}]
)
def test_a_cursor_opens_in_its_own_list_only(position: dict[str, str | int | None]) -> None:
    text = seal_cursor(RING, "documents?status=paid", position)
    assert open_cursor(RING, "documents?status=paid", text) == position
    for context in ("", "documents?status=open", "documents?status=paid "):
        with pytest.raises(Invalid, match="another list"):
            open_cursor(RING, context, text)


def test_a_position_cannot_pose_as_the_context() -> None:
    text = seal_cursor(RING, "mine", {"list": "x"})
    assert open_cursor(RING, "mine", text) == {"list": "x"}
    with pytest.raises(Invalid, match="another list"):
        open_cursor(RING, "mine", Sealer(RING, "cursor").seal({"at.list": "x"}))


def test_a_cursor_too_long_is_refused_when_sealed() -> None:
    with pytest.raises(Invalid, match="2048"):
        seal_cursor(RING, "c", {"name": "x" * 2000})
