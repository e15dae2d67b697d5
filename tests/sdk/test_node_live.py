"""The JavaScript SDK before a portal that is served: bytes both ways, pages, one effect of two calls, a signed link."""

from tests.sdk.node import require_packages, run_program
from tests.sdk.opening import open_link
from tests.support.live import Live
from tests.support.needs import ROOT


def test_node_before_the_portal(live: Live, account_key: str, address: str) -> None:
    require_packages()
    printed = run_program(ROOT / "tests" / "node" / "live.mjs", PORTAL_KEY=account_key, PORTAL_URL=address)

    key, token = printed.split()
    live.secrets.update({key, token})
    assert "Elm of Node" in open_link(live, token)
