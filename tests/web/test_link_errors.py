"""Links that end on a page of their own: beyond what their key may open, or pressed at an address that is not ours."""

import io
import json
from collections.abc import Iterator

import pytest
from werkzeug.test import TestResponse

from portal.logs import set_up_logs
from portal.tokens import Access
from tests.links.test_offline import sign
from tests.links.world import SmallWorld

pytest_plugins = ("tests.links.fixtures",)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the log says meanwhile."""
    stream = io.StringIO()
    set_up_logs(stream)
    yield stream
    set_up_logs(io.StringIO())


def test_a_link_beyond_its_key_is_not_taken_for_a_broken_one(small: SmallWorld, log: io.StringIO) -> None:
    """Only the log says which limit it breaks, so the page has the code that stands there; it names nobody."""
    beyond = sign(small, small.ids.narrow_key.text, access=Access.FULL_ENTITY, user_id=None, role=None)
    browser = small.browser()
    for step in ("look", "press"):
        answer = browser.get(f"/embed?token={beyond}") if step == "look" else browser.exchange(beyond)
        assert answer.status_code == 400
        assert "This link may not be opened" in answer.text
        assert "copied by hand" not in answer.text
        assert "Elm" not in answer.text
        assert "ana@ada.example" not in answer.text
        lines = [json.loads(line) for line in log.getvalue().splitlines()]
        told = [line for line in lines if line.get("kind") == "link_beyond_key"][-1]
        assert str(told["reference"]) in answer.text
        assert told["why"] == "the signing key may not open a full entity"


def test_a_press_at_another_address_leads_to_the_right_one(small: SmallWorld) -> None:
    token = small.issue_full().token
    elsewhere = "http://127.0.0.1:8600"

    def press(origin: str) -> TestResponse:
        client, headers = small.browser().client, {"Origin": origin, "Sec-Fetch-Site": "same-origin"}
        return client.post("/embed/exchange", data={"token": token}, base_url=elsewhere, headers=headers)

    answer = press(elsewhere)
    assert answer.status_code == 403
    assert f"This portal is opened at {small.settings.origin}." in answer.text
    assert f'href="{small.settings.origin}/embed?token={token}"' in answer.text
    assert small.rows("SELECT claims_taken FROM link") == [(0,)]
    for foreign in ("https://evil.example", "null", "http://[", ""):
        assert f'href="{small.settings.origin}/embed' not in press(foreign).text
