"""The log after everything that happens to links and sessions: one JSON object a line, and no secret in any of them."""

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest

from portal.identity import Role, system
from portal.logs import begin_context, log, masked, set_up_logs
from portal.services.firm.keys import create_key
from portal.tokens import KeyKind
from tests.links.test_offline import FULL, sign
from tests.links.world import SmallWorld

pytest_plugins = ("tests.links.fixtures",)

HANDLE = "aB3_" * 10 + "-9z"
NASTY = ("a\r\nb", 'q"q', "\\", "\u2028", "{}", '{"event": "forged"}', "\x00", "\x1b[31m", "ž" * 50, "%0d%0a")


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    set_up_logs(stream)
    yield stream
    set_up_logs(io.StringIO())
    begin_context()


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    found = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert all(isinstance(line, dict) for line in found)
    return found


def run_through(small: SmallWorld) -> set[str]:
    """Links of every kind opened, used, refused; pages, tickets, errors, sign-outs. Returns every secret of it."""
    secrets = {small.ids.account_key.text, small.ids.signing_key.text, small.ids.narrow_key.text}
    secrets |= {secret.hex() for _, secret in small.settings.secret_keys}
    with small.database.visit(system(small.elm)) as visit:
        secrets.add(create_key(visit, small.ring, KeyKind.ENTITY, "entity key").text)
    browser = small.browser(User_Agent="agent")
    tokens = [small.issue_for(Role.EDITOR).token, small.issue_full().token, sign(small), sign(small, **FULL)]
    for number, token in enumerate(tokens):
        framed = number % 2 == 1
        for path in (f"/embed?token={token}", f"/embed/?token={token}", f"/embed//{token}", f"/embed/open/{token}"):
            browser.get(path, Referer=f"https://portal.localhost/embed?token={token}")
        browser.post("/embed/open", {"token": token})
        inside = small.browser().enter(token, framed=framed, keep_cookies=not framed)
        secrets |= {token, inside.csrf(), inside.home.split("/")[2] if framed else inside.cookie[1]}
        small.browser().exchange(token)
        small.browser().exchange(token[:-1] + ("A" if token[-1] != "A" else "E"))
        for path in ("", "session", "session/", "no/such", "documents/?q=x", "//"):
            inside.get(path)
        inside.post("session/sign-out", "0" * 64)
        inside.get(Sec_Fetch_Dest="document")
        inside.post("session/sign-out")
        inside.get()
    waiting = small.browser().exchange(small.issue_full().token).location
    secrets.add(waiting.rpartition("/")[2])
    for path in (waiting, f"/x{waiting}", waiting.replace("/check", "//check"), waiting + "/more"):
        browser.get(path)
    return secrets


def test_no_secret_is_in_the_log_after_a_full_run(small: SmallWorld, stream: io.StringIO) -> None:
    secrets = run_through(small)
    text = stream.getvalue()
    assert len(lines(stream)) > 60
    for secret in secrets:
        assert secret not in text
        assert secret[:40] not in text
        assert secret[-40:] not in text
    assert not re.search(r"pl1\.[a-z0-9]|[sel]k_(live|sandbox)_[A-Za-z0-9]|/u/[A-Za-z0-9]", text)
    assert text.count("***") > 20


def test_every_request_is_told_once_with_who_and_how(small: SmallWorld, stream: io.StringIO) -> None:
    inside = small.browser().enter(small.issue_for(Role.EDITOR).token)
    inside.get("session/")
    told = [line for line in lines(stream) if line["event"] == "request"]
    assert len(told) == 3
    assert (told[-1]["status"], told[-1]["method"], told[-1]["actor"]) == (200, "GET", "user")
    assert (told[-1]["account"], told[-1]["entity"]) == (small.ids.ada, small.ids.elm)
    assert str(told[-1]["session"]).startswith("ses_")
    assert len({line["request"] for line in told}) == 3
    assert str(told[-1]["timestamp"]).endswith("Z")


@pytest.mark.parametrize("nasty", NASTY)
def test_a_line_stays_one_line(stream: io.StringIO, nasty: str) -> None:
    log.info("event", value=nasty, nested={"a": [nasty], nasty: (nasty,)}, error=ValueError(nasty))
    logging.getLogger("other").error("said %s", nasty)
    try:
        raise RuntimeError(nasty)
    except RuntimeError:
        log.exception(nasty)
        logging.getLogger("other").exception("failed")
    assert len(lines(stream)) == 4
    assert all({"event", "level", "timestamp"} <= set(line) for line in lines(stream))


def test_nasty_paths_and_agents_forge_no_line(small: SmallWorld, stream: io.StringIO) -> None:
    paths = ("/%0d%0a%7b%22event%22:%22forged%22%7d", "/%00", "/%ff%fe", "/%e2%80%a8", "/%1b[31m", "/%22,%22a%22:%22")
    for path in paths:
        small.browser().get(path, User_Agent='x", "event": "forged')
    told = lines(stream)
    assert len(told) == len(paths)
    assert {line["event"] for line in told} == {"request"}


@pytest.mark.parametrize(
    "text",
    [
        f"/u/{HANDLE}/documents/",
        f"/u//{HANDLE}/",
        f"x/u/{HANDLE}",
        f"/embed/check/0123456789ab/{HANDLE}",
        f"/embed/check//{HANDLE}?a=b",
        f"/embed?token=pl1.k1.e30.{HANDLE}&lang=de",
        f"https://portal.example/embed?a=b&token=pl1.k1.e30.{HANDLE}",
        f"/dl/pl1.k1.e30.{HANDLE}/invoice.pdf",
        f"__Host-es_0123456789ab={HANDLE}; other=1",
        f"sk_live_{HANDLE}",
        f"xlk_sandbox_abc_{HANDLE}_abcdefg",
        f"ek_sandbox_{HANDLE}",
        f"said '{HANDLE}'",
    ],
)
def test_every_place_a_secret_may_stand_in_is_masked(stream: io.StringIO, text: str) -> None:
    assert HANDLE not in masked(text)
    log.info(
        text, path=text, nested={"deep": [{"deeper": (text,)}], text: 1}, thing=ValueError(text), raw=text.encode()
    )
    logging.getLogger("other").error(text)
    try:
        raise RuntimeError(text)
    except RuntimeError:
        log.exception("failed")
    assert HANDLE not in stream.getvalue()
    assert len(lines(stream)) == 3


@pytest.mark.parametrize(
    "text",
    ["inv_aaaaaaaaaaaaaaaaaaaaaaaaaa", "/w/0123456789ab/documents/?q=elm", "0" * 64, "2026-11-22T10:00:00Z", "a" * 42],
)
def test_what_is_no_secret_stays_readable(text: str) -> None:
    assert masked(text) == text


def test_a_ticket_is_masked_wherever_it_goes(small: SmallWorld, stream: io.StringIO) -> None:

    text = f"/dl/{sign(small)}/file.pdf"
    small.browser().get(text)
    assert "/dl/***/file.pdf" in stream.getvalue()


def test_the_context_of_one_request_is_not_the_next_one_s(stream: io.StringIO) -> None:
    begin_context(request="first", entity="ent_a")
    log.info("one")
    begin_context(request="second")
    log.info("two")
    first, second = lines(stream)
    assert (first["request"], first["entity"]) == ("first", "ent_a")
    assert second["request"] == "second"
    assert "entity" not in second


def test_other_libraries_are_heard_from_warnings_up(stream: io.StringIO) -> None:
    logging.getLogger("werkzeug").info("quiet")
    logging.getLogger("sqlalchemy.engine").warning("loud")
    assert [line["event"] for line in lines(stream)] == ["loud"]
