"""The script that firms load: small, alone, typed, kept for an hour, and the way in that it opens."""

import gzip
import re
from html import unescape

import pytest

from tests.links.world import FIRM, SmallWorld
from tests.sdk.node import require_packages, type_check
from tests.support.needs import ROOT

pytest_plugins = ("tests.links.fixtures",)

SCRIPTS = ("embed.v1.js", "embed.doctor.v1.js")
MOST_BYTES = 5_000


@pytest.mark.parametrize("name", SCRIPTS)
def test_it_is_small_and_depends_on_nothing(name: str) -> None:
    source = (ROOT / "static" / name).read_text(encoding="utf-8")
    assert len(gzip.compress(source.encode(), 9)) < MOST_BYTES
    assert re.findall(r"\bimport\b|\brequire\(|\beval\(|innerHTML|setAttribute\(\"style|[\"'`]\*[\"'`]", source) == []
    assert re.findall(r"https?://", source) == []


def test_nobody_is_spoken_to_by_a_star() -> None:
    for name in (*SCRIPTS, "host.js", "framed.js", "living.js", "reopen.js", "portal.js"):
        source = (ROOT / "static" / name).read_text(encoding="utf-8")
        assert not re.search(r"postMessage\([^;]*[\"'`]\*", source), name


@pytest.mark.slow
def test_its_types_are_right() -> None:
    require_packages()
    types = [f"../../static/{name.removesuffix('.js')}.d.ts" for name in SCRIPTS]
    type_check(ROOT / "tests" / "node", "embed-types.ts", *types)


@pytest.mark.parametrize("name", [*SCRIPTS, "embed.v1.d.ts", "embed.doctor.v1.d.ts"])
def test_any_page_may_load_it_and_asks_again_within_the_hour(small: SmallWorld, name: str) -> None:
    answer = small.browser().get(f"/static/{name}")
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    answer.close()


def handed_over(small: SmallWorld, **wishes: str) -> dict[str, str]:
    """The fields of the page between link and session, after a page of the firm's posted a token and its wishes."""
    token = small.issue_full().token
    page = small.browser().post(
        "/embed/open",
        {"token": token, "parent": FIRM, **wishes},
        Origin=FIRM,
        Sec_Fetch_Site="cross-site",
        Sec_Fetch_Dest="iframe",
    )
    assert page.status_code == 200
    assert 'data-auto="1"' in page.text
    return {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', page.text)}


def test_wishes_lead_to_a_page_of_the_session(small: SmallWorld) -> None:
    browser = small.browser(Sec_Fetch_Dest="iframe")
    fields = handed_over(small, view="/documents/?q=Elm+Studio&status=overdue", theme="dark", lang="de-AT", again="1")
    assert (fields["theme"], fields["lang"], fields["again"], fields["parent"]) == ("dark", "de", "1", FIRM)
    taken = browser.post("/embed/exchange", fields)
    landed = browser.get(taken.location).location
    assert landed.endswith("/documents/?q=Elm+Studio&status=overdue")
    page = browser.get(landed).text
    assert re.search(r'<html lang="de"[^>]* data-theme="dark"', page)
    assert f'<meta name="portal-parent" content="{FIRM}">' in page


@pytest.mark.parametrize(
    ("name", "wish"),
    [
        *(
            ("view", view)
            for view in (
                "documents/",
                "//evil.example/",
                "https://evil.example/",
                "/../../healthz",
                "/a/%2e%2e/%2e%2e/x",
                "/a/%2E./x",
                "/\\evil.example",
                "/%5cevil.example",
                "/a//b",
                "/a\r\nSet-Cookie: a=b",
                "/ä",
                "/" + "a" * 1000,
            )
        ),
        ("theme", "blue"),
        ("theme", 'dark" onload="x'),
        ("lang", "xx"),
        ("lang", "../../etc"),
        ("parent", "https://evil.example"),
    ],
)
def test_a_wish_that_is_no_wish_is_left_out(small: SmallWorld, name: str, wish: str) -> None:
    fields = handed_over(small, **{name: wish})
    assert fields[name] == (FIRM if name == "parent" else "")
    browser = small.browser(Sec_Fetch_Dest="iframe")
    taken = browser.post("/embed/exchange", {**fields, name: wish})
    landed = browser.get(taken.location).location
    assert re.fullmatch(r"/w/[0-9a-f]{12}/", landed)
    ((parent, theme, locale),) = small.rows("SELECT parent_origin, theme, locale FROM portal_session")
    assert (parent, theme, locale) == (None if name == "parent" else FIRM, None, None)


def test_the_link_s_language_comes_before_the_page_s(small: SmallWorld) -> None:
    browser = small.browser(Sec_Fetch_Dest="iframe")
    token = small.issue_full(locale="sl", view="/files/").token
    taken = browser.post("/embed/exchange", {"token": token, "lang": "de", "view": "/documents/"})
    landed = browser.get(taken.location).location
    assert landed.endswith("/documents/")
    assert '<html lang="sl"' in browser.get(landed).text


def test_an_error_in_a_frame_asks_the_firm_s_page_alone_and_only_once(small: SmallWorld) -> None:
    token = small.issue_full().token
    small.browser().enter(token)
    browser = small.browser(Sec_Fetch_Dest="iframe")

    def refused(**fields: str) -> str:
        answer = browser.post("/embed/exchange", {"token": token, **fields})
        assert answer.status_code == 410
        return answer.text

    asking = refused(parent=FIRM, view="/files/")
    assert 'id="open-again" data-reason="link_used"' in asking
    assert 'name="view" value="/files/"' in asking
    assert 'data-before="0"' in asking
    assert 'data-before="1"' in refused(parent=FIRM, again="1")
    # Without a page around that is known, and at top level, there is nobody to ask: words and contact stand alone.
    assert "open-again" not in refused()
    assert "open-again" not in refused(parent="https://evil.example")
    browser = small.browser(Sec_Fetch_Dest="document")
    plain = refused(parent=FIRM)
    assert "open-again" not in plain
    assert "mailto:" in plain
