"""The firm's backend makes keys, rotates them and ends them."""

from datetime import UTC, datetime, timedelta

from freezegun import freeze_time

from portal.identity import new_id
from portal.tokens import Access, LinkClaims, parse_key, seal_offline
from tests.support.api import Backend
from tests.support.portal import World, on_both


@on_both
def test_an_entity_key_opens_its_entity_until_it_ends(world: World, sk: Backend, account: Backend) -> None:
    made = sk.post("/entities/api-keys", {"name": "Web shop", "ttl": 3600})
    assert made["key"].startswith("ek_sandbox_")
    assert made["key"] not in made["prefix_hint"]
    assert (made["entity_id"], made["environment"]) == (world.cast.elm, "sandbox")
    other = Backend(world, made["key"])
    assert other.get("/me")["entity_id"] == world.cast.elm
    assert "key" not in account.get(f"/account/keys/{made['id']}")
    assert made["id"] in {key["id"] for key in sk.get("/entities/api-keys")["data"]}
    sk.delete(f"/entities/api-keys/{made['id']}")
    other.refused(401, "unauthorized", "GET", "/me")
    assert made["id"] not in {key["id"] for key in sk.get("/entities/api-keys")["data"]}
    ended = sk.get("/entities/api-keys", query_string={"include_ended": "true"})
    assert made["id"] in {key["id"] for key in ended["data"]}


def test_a_key_lives_as_long_as_was_said(world: World, sk: Backend) -> None:
    made = sk.post("/entities/api-keys", {"ttl": 60})
    other = Backend(world, made["key"])
    other.get("/me")
    with freeze_time(datetime.now(UTC) + timedelta(seconds=61)):
        other.refused(401, "unauthorized", "GET", "/me")
    sk.refused(422, "validation_failed", "POST", "/entities/api-keys", {"ttl": 59})


def test_two_of_one_name_may_live_and_no_third(account: Backend) -> None:
    first = account.post("/account/keys", {"name": "Backend"})
    account.post("/account/keys", {"name": "Backend"})
    account.refused(422, "validation_failed", "POST", "/account/keys", {"name": "Backend"})
    account.delete(f"/account/keys/{first['id']}")
    account.post("/account/keys", {"name": "Backend"})


def test_a_key_that_ends_takes_its_links_and_sessions_along(world: World, account: Backend) -> None:
    made = account.post("/account/keys", {"name": "Second backend"})
    second = Backend(world, made["key"], world.cast.elm)
    asked = {"user_id": world.cast.users["viewer"]}
    opened, unopened = (second.post(f"/entities/{world.cast.elm}/token", asked)["token"] for _ in range(2))
    session = world.browser().follow(opened)
    account.delete(f"/account/keys/{made['id']}")
    assert session.get("/").status_code == 401
    assert world.browser().exchange(unopened).status_code == 410
    second.refused(401, "unauthorized", "GET", "/me")


def test_a_signing_key_signs_within_its_limits(world: World, account: Backend) -> None:
    limits = {"max_role": "editor", "entity_ids": [world.cast.elm], "max_seconds": 120}
    made = account.post("/account/keys", {"kind": "lk", "name": "Links", "limits": limits})
    assert made["limits"] == {**limits, "allow_full_entity": False}
    at = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=1)
    person = world.person("editor")
    claims = LinkClaims(
        account_id=world.cast.ada,
        environment=person.scope.environment,
        entity_id=world.cast.elm,
        access=Access.USER,
        user_id=person.user_id,
        role=person.role,
        jti=new_id("lnk"),
        issued_at=at,
        expires_at=at + timedelta(seconds=120),
    )
    token = seal_offline(claims, parse_key(made["key"]))
    assert world.browser().follow(token).get("/").status_code == 200
    Backend(world, made["key"]).refused(401, "unauthorized", "GET", "/me")


def test_limits_that_make_no_sense_are_named(world: World, account: Backend) -> None:
    for limits, path in (
        ({"max_role": None}, "max_role"),
        ({"entity_ids": []}, "entity_ids"),
        ({"entity_ids": [world.cast.oak]}, "entity_ids"),
    ):
        body: dict[str, object] = {"kind": "lk", "name": "Links", "limits": limits}
        refused = account.refused(422, "validation_failed", "POST", "/account/keys", body)
        assert refused["cause"]["issues"][0]["path"] == [path]
    account.refused(422, "validation_failed", "POST", "/account/keys", {"name": "B", "limits": {}})


def test_keys_are_made_by_account_keys_alone(world: World, ek: Backend, oak: Backend) -> None:
    ek.refused(403, "not_allowed", "POST", "/entities/api-keys", {})
    ek.refused(403, "not_allowed", "GET", "/account/keys")
    for name in ("sk", "ek", "lk", "live_sk"):
        key_id = world.cast.keys[name].id
        oak.refused(404, "not_found", "GET", f"/account/keys/{key_id}")
        oak.refused(404, "not_found", "DELETE", f"/account/keys/{key_id}")
        oak.refused(404, "not_found", "DELETE", f"/entities/api-keys/{key_id}")
