"""In a frame nothing dead-ends: a broken link and a lost session are pages of ours there too, and give nothing away."""

import pytest

from tests.links.browsers import Inside
from tests.links.world import FIRM, SmallWorld
from tests.web.test_headers import ancestors, in_session

pytest_plugins = ("tests.links.fixtures",)

FOREIGN = "https://shop.example"


@pytest.mark.parametrize("framer", [FIRM, FOREIGN])
def test_a_broken_link_is_shown_to_whoever_frames_it(small: SmallWorld, framer: str) -> None:
    answer = small.browser().get("/embed?token=pl1.cut.off", Referer=f"{framer}/", Sec_Fetch_Dest="iframe")

    assert answer.status_code == 400
    assert ancestors(answer) == f"'self' {framer}"
    assert "Elm" not in answer.text
    assert "<form" not in answer.text


@pytest.mark.parametrize(
    "referer", ["", "null", "https://*", "https://a.example;script-src", "http://firm.example/", "https://a b/"]
)
def test_a_framer_that_is_no_plain_origin_is_nobody(small: SmallWorld, referer: str) -> None:
    answer = small.browser().get("/embed?token=pl1.cut.off", Referer=referer, Sec_Fetch_Dest="iframe")

    assert ancestors(answer) == "'none'"


def test_a_page_that_knows_its_account_is_framed_by_that_account_alone(inside: Inside) -> None:
    assert FOREIGN not in ancestors(inside.get("documents/inv_aaaaaaaaaaaaaaaaaaaaaaaaaa/", Referer=f"{FOREIGN}/"))


def test_a_session_whose_cookie_is_gone_still_names_the_firm_and_nothing_of_the_client(inside: Inside) -> None:
    inside.browser.forget()

    answer = inside.get("", Referer=f"{FOREIGN}/")

    assert answer.status_code == 401
    assert ancestors(answer) == f"'self' {FIRM}"
    assert "Ada &amp; Co" in answer.text
    assert "Elm" not in answer.text


@pytest.fixture
def inside(small: SmallWorld) -> Inside:
    return in_session(small)
