"""The firm's backend asks for a token as the guide does, and its client is in."""

from tests.support.api import Backend, backend
from tests.support.portal import World, on_both


@on_both
def test_a_user_comes_in_by_the_token(world: World, sk: Backend) -> None:
    made = sk.post(
        f"/entities/{world.cast.elm}/token",
        {"user_id": world.cast.users["editor"], "view": "/documents/", "locale": "de"},
    )
    assert made["url"] == f"{world.settings.origin}/embed?token={made['token']}"
    assert (made["access"], made["role"], made["warnings"]) == ("user", "editor", [])
    session = world.browser().follow(made["token"])
    assert session.landed.endswith("/documents/")
    assert sk.get(f"/links/{made['link_id']}")["status"] == "used"


def test_under_entity_the_user_is_a_label(world: World, sk: Backend) -> None:
    sk.patch(f"/entities/{world.cast.elm}", {"client_access": "entity"})
    for asked, shown in (
        ({"user_id": world.cast.users["viewer"]}, "Vida Gled"),
        ({"user_id": "crm-4711"}, "crm-4711"),
        ({"user_id": "crm-4711", "label": "Front desk"}, "Front desk"),
        ({}, "full_entity"),
    ):
        made = sk.post(f"/entities/{world.cast.elm}/token", asked)
        assert (made["access"], made["role"]) == ("full_entity", None)
        link = sk.get(f"/links/{made['link_id']}")
        assert (link["name"], link["user_id"]) == (shown, None)


def test_a_token_goes_where_the_key_reaches_and_no_further(world: World, sk: Backend, ek: Backend) -> None:
    asked = {"user_id": world.cast.users["viewer"]}
    assert ek.post(f"/entities/{world.cast.elm}/token", asked)["role"] == "viewer"
    for who, entity_id in ((ek, world.cast.birch), (backend(world, "oak_sk"), world.cast.elm)):
        who.refused(404, "not_found", "POST", f"/entities/{entity_id}/token", asked)
    sk.refused(404, "not_found", "POST", f"/entities/{world.cast.birch}/token", asked)
    sk.refused(403, "user_not_member", "POST", f"/entities/{world.cast.birch}/token", asked, entity_id=world.cast.birch)


def test_what_cannot_be_sealed_is_named(world: World, sk: Backend) -> None:
    path, user = f"/entities/{world.cast.elm}/token", {"user_id": world.cast.users["viewer"]}
    for field, value in (("view", "//elsewhere.example"), ("locale", "x"), ("recipient", "nobody")):
        refused = sk.refused(422, "validation_failed", "POST", path, {**user, field: value})
        assert refused["cause"]["issues"][0]["path"] == [field]
    away = {**user, "return_to": "https://elsewhere.example/"}
    sk.refused(403, "origin_not_registered", "POST", path, away)
    sk.refused(422, "validation_failed", "POST", path, {**user, "role": "admin"})
    home = sk.post(path, {**user, "return_to": f"{world.cast.origin}/clients"})
    assert home["role"] == "viewer"


def test_a_lifetime_beyond_the_longest_is_shortened_and_said(world: World, sk: Backend) -> None:
    made = sk.post(f"/entities/{world.cast.elm}/token", {"user_id": world.cast.users["viewer"], "lifetime": 86_400})
    assert made["warnings"] == ["lifetime: the link lives for 3600 s, the longest that is allowed"]
