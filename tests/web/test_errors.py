"""Every way things go wrong ends on a plain page: right status, what to do next, whom to ask, and nothing revealed."""

import io
import json
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from portal import errors
from portal.logs import set_up_logs
from portal.policy import Permission
from portal.web import errors as pages
from portal.web.guard import requires
from tests.links.browsers import Inside
from tests.links.world import FIRM, MakeWorld, SmallWorld

pytest_plugins = ("tests.links.fixtures",)

CONTACT = "ana@ada.example"
REVEALING = re.compile(r"Traceback|File &#34;|File \"|\.py\b|sqlalchemy|sqlite|werkzeug|flask|Error:", re.IGNORECASE)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the log says meanwhile."""
    stream = io.StringIO()
    set_up_logs(stream)
    yield stream
    set_up_logs(io.StringIO())


def fail_with(app: Flask, error: Exception) -> None:
    """Let the overview fail in its middle, behind the guard it has."""

    @requires(Permission.READ_DOCUMENTS)
    def failing(_visit: object) -> str:
        raise error

    app.view_functions["overview.show"] = failing


def entered(small: SmallWorld) -> Inside:
    return small.browser().enter(small.issue_full().token, framed=True)


def lines(log: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_every_error_of_ours_has_a_page() -> None:
    def below(kind: type[errors.PortalError]) -> Iterator[type[errors.PortalError]]:
        for child in kind.__subclasses__():
            if child.__module__ == "portal.errors":
                yield child
                yield from below(child)

    silent = {errors.SettingsRefused, errors.MintRefused, errors.AuditBroken}
    silent |= {errors.EInvoiceRefused, errors.PartyUnknown}
    # Only calls of the API and commands meet these: tests/api/test_conventions.py, tests/cli.
    silent |= {errors.NoKey, errors.Conflict, errors.JobImpossible, errors.CheckFailed}
    # Waits on a page of its own: tests/actions/test_wait_for_pdf.py.
    silent |= {errors.RenderPending}
    for kind in set(below(errors.PortalError)) - silent:
        error = kind(3) if kind is errors.TooManyRequests else kind("why")
        assert pages.kind_of(error) in pages.KINDS.values(), kind


@pytest.mark.parametrize(("kind", "expected"), [(k, v) for k, v in pages.KINDS.items() if k is not errors.LinkRefused])
def test_each_page_inside_a_session(
    small: SmallWorld, kind: type[errors.PortalError], expected: tuple[int, str]
) -> None:
    inside = entered(small)
    fail_with(small.app, kind(7) if kind is errors.TooManyRequests else kind("SECRET reason for the firm"))
    answer = inside.get()
    assert answer.status_code == expected[0]
    assert "SECRET" not in answer.text
    assert not REVEALING.search(answer.text)
    assert CONTACT in answer.text
    assert f"frame-ancestors 'self' {FIRM}" in answer.headers["Content-Security-Policy"]
    if answer.status_code in {429, 503}:
        assert int(answer.headers["Retry-After"]) > 0
    assert inside.status == 200


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("SECRET"),
        KeyError("SECRET"),
        RecursionError("SECRET"),
        OperationalError("SELECT secret", {"p": "SECRET"}, Exception("SECRET")),
    ],
)
def test_what_nobody_foresaw_has_a_reference_that_stands_in_the_log(
    small: SmallWorld, log: io.StringIO, error: Exception
) -> None:
    inside = entered(small)
    fail_with(small.app, error)
    answer = inside.get()
    assert answer.status_code == 500
    assert "SECRET" not in answer.text
    assert not REVEALING.search(answer.text)
    assert CONTACT in answer.text
    assert f"frame-ancestors 'self' {FIRM}" in answer.headers["Content-Security-Policy"]
    (told,) = [line for line in lines(log) if line["event"] == "failed"]
    assert str(told["reference"]) in answer.text
    assert "Traceback" in str(told["exception"])
    assert inside.status == 200


def test_a_database_that_is_gone_is_a_page_too(small: SmallWorld, log: io.StringIO) -> None:
    """Not even the firm can be looked up then; the page still comes, with its reference, framed by nobody."""
    inside = entered(small)
    small.app.extensions["portal"].database.close()
    small.file.rename(small.file.with_suffix(".away"))
    for suffix in ("-wal", "-shm"):
        small.file.with_name(small.file.name + suffix).unlink(missing_ok=True)
    answer = inside.get()
    assert answer.status_code == 500
    assert not REVEALING.search(answer.text)
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    told = [line for line in lines(log) if line["event"] == "failed"]
    assert str(told[0]["reference"]) in answer.text


def test_an_error_page_asks_for_the_way_home(small: SmallWorld) -> None:
    inside = entered(small)
    for path in ("documents/inv_aaaaaaaaaaaaaaaaaaaaaaaaaa/", "no/such/page", "documents/UNION%20SELECT/"):
        answer = inside.get(path)
        assert answer.status_code == 404
        assert f'href="{inside.home}"' in answer.text
        assert CONTACT in answer.text


@pytest.mark.parametrize(
    "path", ["/", "/nope", "/w/", "/u/x/", "/embed/nope", "/embed/check/a/b", "/dl/x/y", "/brand/x.css"]
)
def test_strangers_get_a_page_without_a_name(small: SmallWorld, path: str) -> None:
    answer = small.browser().get(path)
    assert answer.status_code in {400, 401, 404}
    assert CONTACT not in answer.text
    assert "Elm" not in answer.text


def test_the_page_repeats_nothing_of_the_address(small: SmallWorld) -> None:
    token = small.issue_full().token
    browser = small.browser()
    for path in (f"/embed?token={token[:-3]}xyz", f"/embed/{token}", f"/dl/{token}/file.pdf", f"/nope/{token}"):
        answer = browser.get(path)
        assert answer.status_code in {400, 404}
        assert token[:40] not in answer.text
        assert token[:40] not in str(answer.headers)
    for path in ("/<script>alert(1)</script>", "/%3Cscript%3E", "/{{7*7}}", "/w/<b>/"):
        assert "<script>alert" not in browser.get(path).text


def test_a_body_that_is_too_large(small: SmallWorld) -> None:
    answer = small.browser().post("/embed/open", {"token": "x" * 200_000})
    assert answer.status_code == 413
    many = {f"field{number}": "x" for number in range(300)}
    answer = small.browser().client.post(
        "/embed/open", data=many, base_url=small.settings.origin, content_type="multipart/form-data"
    )
    assert answer.status_code == 413


@pytest.mark.parametrize("body", [b"\xff\xfe", b"token", b"token=%", b"&&&=", b'{"token": {"a": 1}}', b"token=%00%ff"])
@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data", "application/json", "x/y"]
)
def test_odd_bodies(small: SmallWorld, body: bytes, kind: str) -> None:
    for path in ("/embed/open", "/embed/exchange"):
        answer = small.browser().client.post(path, data=body, base_url=small.settings.origin, content_type=kind)
        assert answer.status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept-Language": "x" * 5000},
        {"Accept-Language": "de;q=abc, *;q=-1, ,,"},
        {"Referer": "http://[::1"},
        {"Sec-Fetch-Dest": "\xff"},
        {"Range": "bytes=abc"},
        {"If-Modified-Since": "never"},
        {"User-Agent": "\xff" * 500},
        {"Cookie": "=; ;;; a"},
        {"X-Forwarded-For": "'; DROP TABLE"},
    ],
)
def test_odd_headers(small: SmallWorld, headers: dict[str, str]) -> None:
    token = small.issue_full().token
    assert small.browser().get(f"/embed?token={token}&lang=%ff", **headers).status_code == 200
    inside = small.browser(**headers).enter(token) if "Cookie" not in headers else entered(small)
    assert inside.get("", **headers).status_code in {200, 401}


def test_too_many_attempts(make_small: MakeWorld) -> None:
    small = make_small(PORTAL_LINK_ATTEMPTS_PER_MINUTE="4")
    token = small.issue_full().token
    browser = small.browser()
    statuses = [browser.get("/embed?token=guess").status_code for _ in range(6)]
    assert statuses == [400] * 4 + [429] * 2
    answer = browser.exchange(token)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) in range(1, 61)
    assert CONTACT in answer.text
    assert small.rows("SELECT claims_taken FROM link") == [(0,)]
    assert browser.get("/healthz").status_code == 200


def test_attempts_are_counted_by_address(make_small: MakeWorld) -> None:
    small = make_small(PORTAL_LINK_ATTEMPTS_PER_MINUTE="2")
    browser = small.browser()
    answers = [browser.get("/embed?token=guess", X_Forwarded_For=f"203.0.113.{number}") for number in range(10)]
    assert answers[-1].status_code == 429


@pytest.mark.parametrize(("wish", "word"), [("en", "already"), ("de", "Link"), ("sl", "povezav")])
def test_pages_speak_the_visitor_s_language(small: SmallWorld, wish: str, word: str) -> None:
    token = small.issue_full().token
    small.browser().enter(token)
    answer = small.browser().exchange(token, Accept_Language=wish)
    assert f'<html lang="{wish}"' in answer.text
    assert word.lower() in answer.text.lower()


def test_the_bare_address_says_how_one_gets_in(small: SmallWorld) -> None:
    answer = small.browser().get("/")
    assert answer.status_code == 401
    assert "opens with a personal link" in answer.text
    assert "Set-Cookie" not in answer.headers
