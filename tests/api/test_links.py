"""The firm's backend issues links one by one and by the hundred, lists them, revokes them, and ends all at once."""

from typing import Any

from tests.support.api import Backend
from tests.support.portal import World, on_both


def user_link(world: World, who: str = "viewer", **more: Any) -> dict[str, Any]:
    return {"access": "user", "user_id": world.cast.users[who], **more}


@on_both
def test_a_link_is_issued_shown_opened_and_revoked(world: World, sk: Backend, account: Backend) -> None:
    made = sk.post("/links", user_link(world, "admin", role="editor", label="Alma", max_claims=2))
    path = f"/links/{made['link_id']}"
    assert (made["role"], made["entity_id"]) == ("editor", world.cast.elm)
    session = world.browser().follow(made["token"])
    shown = account.get(path)
    assert (shown["status"], shown["claims_left"], shown["role"], shown["name"]) == ("live", 1, "editor", "Alma")
    assert made["token"] not in str(shown)
    account.delete(path)
    assert account.get(path)["status"] == "revoked"
    assert session.get("/").status_code == 401
    assert world.browser().exchange(made["token"]).status_code == 410


def test_a_link_gives_no_more_than_there_is(world: World, sk: Backend) -> None:
    sk.refused(403, "role_too_high", "POST", "/links", user_link(world, role="admin"))
    sk.refused(403, "user_not_member", "POST", "/links", {"access": "user"})
    sk.refused(422, "validation_failed", "POST", "/links", {"user_id": world.cast.users["viewer"]})
    both = {"access": "full_entity", "user_id": world.cast.users["viewer"]}
    refused = sk.refused(422, "validation_failed", "POST", "/links", both)
    assert refused["cause"]["issues"][0]["path"] == ["access"]


def test_another_firm_finds_none(world: World, sk: Backend, oak: Backend) -> None:
    made = sk.post("/links", user_link(world))
    same = {oak.call("GET", f"/links/{link_id}").text for link_id in (made["link_id"], "lnk_" + "a" * 26)}
    assert len(same) == 1
    oak.refused(404, "not_found", "DELETE", f"/links/{made['link_id']}")
    sk.refused(404, "not_found", "GET", f"/links/{made['link_id']}", entity_id=world.cast.birch)
    assert made["link_id"] not in str(oak.get("/links"))


def test_live_links_are_listed_here_and_over_all(world: World, sk: Backend, account: Backend) -> None:
    in_elm = [sk.post("/links", user_link(world, who))["link_id"] for who in ("viewer", "admin")]
    in_birch = sk.post("/links", {"access": "full_entity"}, entity_id=world.cast.birch)["link_id"]
    world.browser().follow(sk.post("/links", user_link(world))["token"])
    # Those of one second have no order that could be told.
    assert {link["id"] for link in sk.get("/links")["data"][:2]} == set(in_elm)
    everywhere = account.get("/links", query_string={"limit": 100})
    assert everywhere["pagination"]["total"] == len(everywhere["data"])
    assert {*in_elm, in_birch} <= {link["id"] for link in everywhere["data"]}
    viewers = sk.get("/links", query_string={"user_id": world.cast.users["viewer"]})
    assert [link["id"] for link in viewers["data"]] == [in_elm[0]]
    page = sk.get("/links", query_string={"limit": 1})
    older = sk.get("/links", query_string={"limit": 1, "next_cursor": page["pagination"]["next_cursor"]})
    assert {page["data"][0]["id"], older["data"][0]["id"]} == set(in_elm)


@on_both
def test_a_bad_row_spoils_no_other(world: World, account: Backend) -> None:
    elm, birch = world.cast.elm, world.cast.birch
    rows: list[Any] = [
        user_link(world, entity_id=elm, reference="a"),
        user_link(world, entity_id=birch, reference="b"),
        {"access": "full_entity", "entity_id": birch, "reference": "c"},
        user_link(world, entity_id=elm, reference="a"),
        {"access": "everything", "entity_id": elm, "reference": "d"},
        "nonsense",
        user_link(world, reference="e"),
        user_link(world, entity_id=world.cast.oak),
        {"access": "full_entity", "entity_id": world.cast.shut},
        user_link(world, "admin", entity_id=elm, role="viewer"),
    ]
    answer = account.post("/links/batch", {"links": rows}, status=200)
    codes = [row["error"] and row["error"]["code"] for row in answer["data"]]
    assert codes == [
        None,
        "user_not_member",
        None,
        "reference_repeated",
        "validation_failed",
        "validation_failed",
        "entity_required",
        "not_found",
        "client_access_off",
        None,
    ]
    assert (answer["issued"], answer["refused"]) == (3, 7)
    assert [row["index"] for row in answer["data"]] == list(range(10))
    assert [row["reference"] for row in answer["data"]] == ["a", "b", "c", "a", "d", None, "e", None, None, None]
    assert answer["data"][4]["error"]["cause"]["issues"][0]["path"] == ["access"]
    for index, entity_id in ((0, elm), (2, birch), (9, elm)):
        link = answer["data"][index]["link"]
        assert link["entity_id"] == entity_id
        assert world.browser().follow(link["token"]).get("/").status_code == 200


def test_a_batch_is_issued_once(world: World, account: Backend, sk: Backend) -> None:
    body = {"links": [user_link(world, entity_id=world.cast.elm) for _ in range(120)]}
    first, second = (
        account.call("POST", "/links/batch", body, headers={"Idempotency-Key": "monday"}) for _ in range(2)
    )
    assert first.status_code == 200
    assert second.text == first.text
    assert sk.get("/links")["pagination"]["total"] == 120
    many = {"links": [user_link(world)] * 501}
    sk.refused(422, "validation_failed", "POST", "/links/batch", many)
    sk.refused(422, "validation_failed", "POST", "/links/batch", {"links": []})


def test_an_entity_key_s_batch_stays_inside(world: World, ek: Backend) -> None:
    rows = [user_link(world), {"access": "full_entity", "entity_id": world.cast.birch}]
    answer = ek.post("/links/batch", {"links": rows}, status=200)
    assert [row["error"] and row["error"]["code"] for row in answer["data"]] == [None, "not_found"]


def test_all_of_a_user_ends_and_nobody_else_s(world: World, sk: Backend) -> None:
    viewer, admin = world.enter("viewer"), world.enter("admin")
    unopened = world.token("viewer")
    ended = sk.post("/links/end", {"user_id": world.cast.users["viewer"]}, status=200)
    assert ended == {"links": 1, "sessions": 1}
    assert (viewer.get("/").status_code, admin.get("/").status_code) == (401, 200)
    assert world.browser().exchange(unopened).status_code == 410


def test_all_of_a_key_an_entity_and_the_account_ends(world: World, sk: Backend, ek: Backend, account: Backend) -> None:
    elm, birch = world.enter("viewer"), world.enter("birch_viewer")
    assert account.post("/links/end", {"key_id": world.cast.keys["ek"].id}, status=200) == {"links": 0, "sessions": 0}
    account.refused(422, "entity_required", "POST", "/links/end", {"all": "entity"})
    ek.refused(403, "not_allowed", "POST", "/links/end", {"all": "account"})
    sk.refused(403, "not_allowed", "POST", "/links/end", {"all": "account"})
    for nothing in ({}, {"all": "entity", "user_id": "usr_x"}):
        sk.refused(422, "validation_failed", "POST", "/links/end", nothing)
    sk.post("/links/end", {"all": "entity"}, status=200)
    assert (elm.get("/").status_code, birch.get("/").status_code) == (401, 200)
    again = world.enter("viewer")
    account.post("/links/end", {"all": "account"}, status=200)
    assert (again.get("/").status_code, birch.get("/").status_code) == (401, 401)


def test_an_entity_key_makes_no_link_for_the_firms_people(ek: Backend, world: World) -> None:
    ek.refused(403, "mint_refused", "POST", "/links", {"access": "staff", "staff_id": world.cast.staff})


@on_both
def test_why_a_token_opens_nothing_is_told_to_its_firm(
    world: World, sk: Backend, account: Backend, ek: Backend, oak: Backend
) -> None:
    made = sk.post("/links", user_link(world))
    asked = {"token": made["url"], "origin": world.cast.origin}
    for calls in (sk, account, ek):
        told = calls.post("/links/explain", asked, status=200)
        assert (told["opens"], told["link_id"], told["entity_id"]) == (True, made["link_id"], world.cast.elm)
        assert all(check["ok"] for check in told["checks"])
        assert made["token"] not in str(told)
    world.browser().follow(made["token"])
    told = ek.post("/links/explain", asked, status=200)
    assert [check["name"] for check in told["checks"] if not check["ok"]] == ["claims_used"]
    live = Backend(world, world.cast.keys["live_sk"].text)
    strangers = [
        *(oak.post("/links/explain", asked, status=200), live.post("/links/explain", asked, status=200)),
        account.post("/links/explain", asked, status=200, entity_id=world.cast.birch),
        account.post("/links/explain", {"token": made["token"][:-2] + "AA"}, status=200),
    ]
    assert all(stranger == strangers[0] for stranger in strangers)
    assert [check["name"] for check in strangers[0]["checks"]] == ["signature"]
    assert sk.post("/links/explain", {"token": made["token"]}, status=200)["opens"] is False
    sk.refused(422, "validation_failed", "POST", "/links/explain", {"token": "a" * 5000})
    world_s_own = world.app.test_client().post("/api/v1/links/explain", json=asked)
    assert world_s_own.status_code == 401


@on_both
def test_a_link_s_openings_are_listed(world: World, sk: Backend, account: Backend, oak: Backend) -> None:
    made = sk.post("/links", user_link(world, recipient="ana@elm.example"))
    path = f"/links/{made['link_id']}"
    shown = account.get(path)
    assert (shown["max_claims"], shown["claims_left"], shown["require_code"]) == (5, 5, False)
    assert sk.get(f"{path}/claims")["data"] == []
    world.browser().follow(made["token"])
    (claim,) = account.get(f"{path}/claims")["data"]
    assert (claim["position"], claim["by_code"], claim["address"]) == (1, False, "127.0.0.1")
    oak.refused(404, "not_found", "GET", f"{path}/claims")


def test_a_code_needs_somebody_to_mail_it_to(world: World, sk: Backend) -> None:
    refused = sk.refused(422, "validation_failed", "POST", "/links", user_link(world, require_code=True))
    assert refused["cause"]["issues"][0]["path"] == ["require_code"]
    made = sk.post("/links", user_link(world, require_code=True, recipient="ana@elm.example", max_claims=2))
    shown = sk.get(f"/links/{made['link_id']}")
    assert (shown["require_code"], shown["max_claims"]) == (True, 2)
