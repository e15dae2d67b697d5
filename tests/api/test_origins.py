"""The firm's backend says where its sites are."""

from tests.support.api import Backend
from tests.support.portal import World, on_both


@on_both
def test_an_origin_is_registered_counts_and_is_removed(world: World, account: Backend, sk: Backend) -> None:
    made = account.post("/account/origins", {"origin": "https://APP.ada.example/", "frames": False})
    assert (made["origin"], made["frames"], made["returns"]) == ("https://app.ada.example", False, True)
    path, back = f"/entities/{world.cast.elm}/token", "https://app.ada.example/home"
    asked = {"user_id": world.cast.users["viewer"], "return_to": back}
    sk.post(path, asked)
    again = account.post("/account/origins", {"origin": "https://app.ada.example", "returns": False})
    assert (again["id"], again["frames"], again["returns"]) == (made["id"], True, False)
    sk.refused(403, "origin_not_registered", "POST", path, asked)
    listed = account.get("/account/origins")["data"]
    assert {each["origin"] for each in listed} == {world.cast.origin, made["origin"]}
    account.delete(f"/account/origins/{made['id']}")
    account.refused(404, "not_found", "DELETE", f"/account/origins/{made['id']}")
    assert [each["origin"] for each in account.get("/account/origins")["data"]] == [world.cast.origin]


def test_an_origin_is_exact(account: Backend) -> None:
    for odd in ("http://app.example", "https://*.example", "https://app.example/path", "app.example", "https://a;b"):
        refused = account.refused(422, "validation_failed", "POST", "/account/origins", {"origin": odd})
        assert refused["cause"]["issues"][0]["path"] == ["origin"]
    nothing = {"origin": "https://app.example", "frames": False, "returns": False}
    account.refused(422, "validation_failed", "POST", "/account/origins", nothing)


def test_origins_are_the_account_s(ek: Backend, oak: Backend, account: Backend) -> None:
    ek.refused(403, "not_allowed", "GET", "/account/origins")
    (mine,) = account.get("/account/origins")["data"]
    oak.refused(404, "not_found", "DELETE", f"/account/origins/{mine['id']}")
