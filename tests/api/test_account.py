"""The account as its own keys see and change it."""

from tests.support.api import backend
from tests.support.portal import World


def test_a_sandbox_key_leaves_what_stands_in_live(world: World) -> None:
    live, sandbox = backend(world, "live_sk", entity=False), backend(world, "sk", entity=False)
    before = live.get("/account")
    for change in ({"name": "Evil d.o.o."}, {"contact_email": "evil@evil.test"}, {"viewers_export": True}):
        sandbox.refused(403, "not_allowed", "PATCH", "/account", change)
    assert live.get("/account") == before
    assert live.patch("/account", {"contact_phone": "+386 1 000 00 00"})["contact_phone"] == "+386 1 000 00 00"
