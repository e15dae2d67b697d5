"""What the doctor in a firm's page is told: coarse, to whoever brings the token, and nothing is used up by asking."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.links.token_causes import CAUSES
from tests.links.world import FIRM, SmallWorld

pytest_plugins = ("tests.links.fixtures",)

STATES = {
    **{"fine": "good", "fine and ours": "good", "used": "used", "revoked": "revoked", "over": "expired"},
    **{"future": "expired", "audience": "malformed", "another's entity": "malformed", "ended key": "malformed"},
}


def ask(small: SmallWorld, token: str, *origins: str) -> dict[str, object]:
    """As the script in a page of anybody's does: no cookie, no preflight."""
    said = {"token": token, "origins": " ".join(origins)}
    answer = small.browser().post("/embed/doctor", said, Origin="https://x.example", Sec_Fetch_Site="cross-site")
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    found: dict[str, object] = answer.get_json()
    assert token not in answer.text or not token
    return found


@pytest.mark.parametrize("cause", STATES)
def test_it_says_no_more_of_a_token_than_its_page(small: SmallWorld, cause: str) -> None:
    token = CAUSES[cause][0](small)
    before = small.dump()
    told = ask(small, token, FIRM, "https://shop.example")
    assert small.dump() == before
    assert told["token"] == STATES[cause]
    assert told["unlisted"] == (["https://shop.example"] if STATES[cause] != "malformed" else [])
    assert set(told) == {"v", "token", "unlisted", "time"}
    assert abs(datetime.now(UTC) - datetime.fromtimestamp(float(str(told["time"])), UTC)) < timedelta(minutes=1)


def test_without_a_token_it_knows_no_list(small: SmallWorld) -> None:
    for token in ("", "x", "pl1.k1.e30." + "A" * 43):
        assert ask(small, token, "https://shop.example")["unlisted"] == []


def test_it_is_no_way_to_try_a_list_of_origins(small: SmallWorld) -> None:
    many = " ".join(f"https://{number}.example" for number in range(50))
    unlisted = ask(small, small.issue_full().token, many)["unlisted"]
    assert isinstance(unlisted, list)
    assert len(unlisted) == 8
