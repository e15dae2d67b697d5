"""Where a link may lead: to a page inside its own session, and nowhere else, whatever the view says."""

from itertools import product
from urllib.parse import urljoin, urlsplit

import pytest

from portal.errors import Invalid
from tests.links.world import SmallWorld

pytest_plugins = ("tests.links.fixtures",)

HOSTS = ("evil.example", "app.ada.example.evil.example", "portal.localhost@evil.example", "[::1]", "2130706433")
STARTS = (
    "//", "///", "////", "/\\", "\\\\", "\\/", "/\t/", "/\n/", "/\r\n/", "/ /", "/%2f", "/%2F", "/%5c", "/%5C",
    "/%09/", "/%0a/", "/.//", "/..//", "/../", "/../../", "/%2e%2e/", "/%2E%2E/", "/./../", "/..;/", "/;//", "/@",
    "http://", "https://", "HTTPS://", "https:", "https:/", "http:\\\\", "//;@", "/%252f", "/%00/", "/\0/",
    "/%e2%80%ae",
    "/\u2028/", "/\uff0f", "\uff0f\uff0f", " /", "?//", "#//", "/#/", "/?next=//",
)  # fmt: skip
ALONE = (
    "javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "", " ", "documents/",
    "/documents/\r\nSet-Cookie: a=b",
    "/documents/%0d%0aSet-Cookie:%20a=b", "/documents/?a=%22%3e%3cscript%3e", "/<script>", "/\"onload=", "/'",
    "/`", "/{{7*7}}",
    "/${7*7}", "/..", "/.", "/...", "/documents/..", "/documents/../../embed", "/" + "a" * 301,
    "/documents/?q=" + "a" * 400,
)  # fmt: skip
CORPUS = tuple(start + host for start, host in product(STARTS, HOSTS)) + ALONE


def test_the_corpus_is_large_enough() -> None:
    assert len(set(CORPUS)) >= 240


def test_no_view_leads_out(small: SmallWorld) -> None:
    """Either the view cannot be sealed, or the redirect stays under the session's own prefix, as a browser reads it."""
    taken, refused = 0, 0
    for view in CORPUS:
        try:
            token = small.issue_full(view=view).token
        except Invalid:
            refused += 1
            continue
        taken += 1
        inside = small.browser().enter(token)
        place = urlsplit(urljoin(f"{small.settings.origin}/embed/check/x/y", inside.home.replace("\\", "/")))
        assert f"{place.scheme}://{place.netloc}" == small.settings.origin, view
        assert place.path.startswith("/w/"), view
        assert "\r" not in inside.home
        assert "\n" not in inside.home
    assert refused > 200
    assert taken < 50


@pytest.mark.parametrize(
    "view", ["/documents/", "/documents/?status=overdue&q=elm", "/files/", "/documents/inv_aaaaaaaaaaaaaaaaaaaaaaaaaa/"]
)
def test_a_view_lands_on_its_page(small: SmallWorld, view: str) -> None:
    inside = small.browser().enter(small.issue_full(view=view).token)
    slot = inside.home.split("/")[2]
    assert inside.home == f"/w/{slot}{view}"


def test_parameters_beside_the_token_lead_nowhere(small: SmallWorld) -> None:
    token = small.issue_full().token
    more = "&view=//evil.example&next=https://evil.example&return_to=https://evil.example&lang=de"
    text = small.browser().get(f"/embed?token={token}{more}").text
    assert "evil.example" not in text
    browser = small.browser()
    taken = browser.post("/embed/exchange", {"token": token, "view": "//evil.example", "next": "//evil.example"})
    home = browser.get(f"{taken.location}?next=//evil.example").location
    assert home.startswith("/w/")
    assert "evil" not in home


def test_the_parent_is_one_of_the_account_s_origins_or_none(small: SmallWorld) -> None:
    for parent in ("https://evil.example", "null", "*", "https://app.ada.example/", "https://app.ada.example"):
        token = small.issue_full().token
        small.browser().post("/embed/exchange", {"token": token, "parent": parent})
    found = {parent for (parent,) in small.rows("SELECT parent_origin FROM portal_session")}
    assert found == {None, "https://app.ada.example"}
