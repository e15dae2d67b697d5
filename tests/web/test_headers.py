"""The headers of every kind of answer: who may frame it, that nobody keeps it, that nothing is loaded elsewhere."""

import re

import pytest
from werkzeug.test import TestResponse

from portal.identity import system
from portal.services.firm import origins
from tests.links.browsers import Inside
from tests.links.world import FIRM, MakeWorld, SmallWorld

pytest_plugins = ("tests.links.fixtures",)

ID = "inv_aaaaaaaaaaaaaaaaaaaaaaaaaa"


def ancestors(answer: TestResponse) -> str:
    found = re.search(r"frame-ancestors ([^;]*)$", answer.headers["Content-Security-Policy"])
    assert found is not None
    return found[1]


def assert_sealed(answer: TestResponse, framed_by: str = f"'self' {FIRM}") -> None:
    headers = answer.headers
    assert ancestors(answer) == framed_by
    assert len(headers.getlist("Content-Security-Policy")) == 1
    for part in ("default-src 'none'", "object-src 'none'", "base-uri 'none'", "form-action 'self'"):
        assert part in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "strict-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "X-Frame-Options" not in headers
    assert "ETag" not in headers
    assert "Access-Control-Allow-Origin" not in headers


def in_session(small: SmallWorld) -> Inside:
    return small.browser().enter(small.issue_full().token, framed=True)


@pytest.mark.parametrize("page", ["", "session/", "documents/", "files/", "activity/"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_pages(small: SmallWorld, page: str, method: str) -> None:
    answer = in_session(small).get(page, method)
    assert answer.status_code == 200
    assert_sealed(answer)


def test_the_way_in(small: SmallWorld) -> None:
    token = small.issue_full().token
    browser = small.browser()
    answers = [
        browser.get(f"/embed?token={token}"),
        browser.post("/embed/open", {"token": token}),
        browser.exchange(token),
    ]
    answers.append(browser.get(answers[-1].location))
    assert [answer.status_code for answer in answers] == [200, 200, 303, 303]
    for answer in answers:
        assert_sealed(answer)


def test_refusals_inside_a_session(small: SmallWorld) -> None:
    inside = in_session(small)
    answers = {
        404: inside.get(f"documents/{ID}/"),
        405: inside.get("session/sign-out"),
        403: inside.post("session/sign-out", "0" * 64),
        400: inside.post("session/language", locale="xx"),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert_sealed(answer)
    assert_sealed(inside.get("no/such/page"))
    assert set(answers[405].headers["Allow"].split(", ")) == {"OPTIONS", "POST"}
    assert_sealed(inside.get("session"))
    inside.browser.post(inside.home + "session/sign-out", {"csrf_token": inside.csrf()})


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE"])
def test_a_wrong_method_names_the_right_ones(small: SmallWorld, method: str) -> None:
    inside = in_session(small)
    answer = inside.get("documents/", method)
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) >= {"GET", "HEAD"}
    assert_sealed(answer)


def test_ended_sessions_and_used_links(small: SmallWorld) -> None:
    token = small.issue_full().token
    inside = small.browser().enter(token, framed=True)
    cookie = inside.cookie
    inside.post("session/sign-out")
    inside.browser.put_cookie(*cookie)
    for status, answer in ((401, inside.get("session/")), (410, inside.browser.exchange(token))):
        assert answer.status_code == status
        assert_sealed(answer)
    assert_sealed(inside.get("no/such/page"))


def test_too_many(make_small: MakeWorld) -> None:
    small = make_small(PORTAL_LINK_ATTEMPTS_PER_MINUTE="3")
    token = small.issue_full().token
    browser = small.browser()
    answers = [browser.get(f"/embed?token={token}") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert_sealed(answers[-1])
    assert_sealed(browser.exchange(token))


def test_a_stranger_learns_of_no_origin(small: SmallWorld) -> None:
    browser = small.browser()
    for path in (
        "/",
        "/embed",
        "/embed?token=x",
        "/w/0123456789ab/",
        f"/u/{'A' * 43}/",
        "/dl/x/y",
        "/healthz",
        "/nope",
    ):
        assert_sealed(browser.get(path), framed_by="'none'")


def test_a_new_origin_may_frame_at_once(small: SmallWorld) -> None:
    inside = in_session(small)
    with small.database.visit(system(small.firm)) as visit:
        origins.add_origin(visit, "https://second.ada.example:8443")
    assert ancestors(inside.get("session/")) == f"'self' {FIRM} https://second.ada.example:8443"


def test_the_other_environment_s_origins_stay_there(small: SmallWorld) -> None:
    scope = small.elm.__class__(small.ids.ada, small.elm.environment.LIVE)
    with small.database.visit(system(scope)) as visit:
        origins.add_origin(visit, "https://live.ada.example")
    assert ancestors(in_session(small).get("session/")) == f"'self' {FIRM}"


def test_static_files_are_kept_and_their_absence_is_not(small: SmallWorld) -> None:
    browser = small.browser()
    found, missing = browser.get("/static/portal.css"), browser.get("/static/nope.css")
    found.close()
    assert "max-age=31536000" in found.headers["Cache-Control"]
    assert (missing.status_code, missing.headers["Cache-Control"]) == (404, "no-store")
    for climb in ("/static/../config/default.toml", "/static/%2e%2e/pyproject.toml", "/static/..%2fpyproject.toml"):
        assert browser.get(climb).status_code == 404


def test_https_is_promised_only_where_it_is_served(make_small: MakeWorld) -> None:
    plain, tls = make_small(), make_small(PORTAL_BASE_URL="https://portal.example")
    assert "Strict-Transport-Security" not in plain.browser().get("/healthz").headers
    promised = tls.browser().get("/healthz").headers["Strict-Transport-Security"]
    assert promised == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8600", "portal.localhost@evil.example"])
def test_the_host_a_request_claims_is_repeated_nowhere(small: SmallWorld, host: str) -> None:
    inside = in_session(small)
    for path in ("session", "documents", "session/"):
        answer = inside.get(path, Host=host, X_Forwarded_Host=host, X_Forwarded_Proto="https", Forwarded=f"host={host}")
        assert "evil" not in answer.text
        assert "evil" not in str(answer.headers)
    redirected = inside.get("documents?q=a")
    assert (redirected.status_code, redirected.location) == (308, f"{inside.home}documents/?q=a")


def test_forwarded_addresses_are_believed_from_configured_proxies_only(make_small: MakeWorld) -> None:
    for hops, expected in (("0", "127.0.0.1"), ("1", "198.51.100.7")):
        small = make_small(PORTAL_BEHIND_PROXY=hops)
        token = small.issue_full().token
        small.browser().exchange(token, X_Forwarded_For="203.0.113.9, 198.51.100.7")
        assert small.rows("SELECT address FROM link_claim") == [(expected,)]
