"""The firm's backend looks after a client's people: adds, lists, changes and removes them."""

from tests.api.mails import mails, token_in
from tests.support.api import Backend
from tests.support.portal import World, on_both


@on_both
def test_a_new_person_is_a_member_and_is_invited(world: World, sk: Backend) -> None:
    made = sk.post("/entities/users", {"email": "Nika@Elm.example", "role": "member"})
    assert (made["email"], made["role"], made["entity_id"]) == ("nika@elm.example", "editor", world.cast.elm)
    assert made["id"] == made["user_id"]
    assert made["warnings"] == ["role: member is no role here and was taken as editor"]
    assert sk.get(f"/entities/invitations/{made['invitation_id']}")["status"] == "pending"
    (mail,) = mails(world)
    assert world.browser().follow(token_in(mail)).get("/").status_code == 200
    assert sk.get(f"/entities/users/{made['id']}")["name"] == "nika@elm.example"


def test_nobody_is_mailed_who_is_known_or_is_not_to_be(world: World, sk: Backend) -> None:
    sk.post("/entities/users", {"email": "quiet@elm.example", "send_invite": False})
    known = sk.post("/entities/users", {"email": "vera@birch-baum.example", "role": "viewer"})
    assert known["id"] == world.cast.people["birch_viewer"].user_id
    assert known["name"].startswith("Vera Baum")
    assert mails(world) == []


def test_somebody_who_is_in_or_invited_is_refused(world: World, sk: Backend) -> None:
    body = {"email": "vida@elm-studio.example", "role": "admin"}
    refused = sk.refused(409, "already_member", "POST", "/entities/users", body)
    assert refused["cause"] == {"user_id": world.cast.users["viewer"]}
    assert sk.get(f"/entities/users/{world.cast.users['viewer']}")["role"] == "viewer"
    made = sk.post("/entities/users", {"email": "nika@elm.example"})
    refused = sk.refused(409, "already_invited", "POST", "/entities/users", {"email": "nika@elm.example"})
    assert refused["cause"] == {"user_id": made["id"], "invitation_id": made["invitation_id"]}
    assert len(mails(world)) == 1


def test_a_role_counts_from_the_next_request_on(world: World, sk: Backend) -> None:
    path, session = f"/entities/users/{world.cast.users['viewer']}", world.enter("viewer")
    draft = f"/documents/{world.cast.documents['draft']}/"
    assert session.get(draft).status_code == 404
    assert sk.patch(path, {"role": "editor"})["role"] == "editor"
    assert session.get(draft).status_code == 200
    assert sk.patch(path, {"role": "viewer"})["role"] == "viewer"
    assert session.get(draft).status_code == 404


def test_a_removed_user_is_out_and_the_link_with_them(world: World, sk: Backend) -> None:
    path = f"/entities/users/{world.cast.users['viewer']}"
    session, unopened = world.enter("viewer"), world.token("viewer")
    sk.delete(path)
    assert session.get("/").status_code == 401
    assert world.browser().exchange(unopened).status_code == 410
    for method, body in (("GET", None), ("PATCH", {"role": "admin"}), ("DELETE", None)):
        sk.refused(404, "not_found", method, path, body)
    assert world.cast.users["viewer"] not in {user["id"] for user in sk.get("/entities/users")["data"]}


def test_members_are_those_of_the_entity(world: World, sk: Backend, ek: Backend, account: Backend) -> None:
    listed = ek.get("/entities/users")
    assert {user["id"] for user in listed["data"]} == set(world.cast.users.values())
    assert listed["pagination"]["total"] == 4
    account.refused(422, "entity_required", "GET", "/entities/users")
    birch = world.cast.people["birch_viewer"].user_id
    sk.refused(404, "not_found", "GET", f"/entities/users/{birch}")
    sk.refused(404, "not_found", "DELETE", f"/entities/users/{birch}")


def test_what_cannot_be_taken_is_named(sk: Backend) -> None:
    for body, path in (
        ({"email": "nobody"}, "email"),
        ({"email": "žiga@primer.si"}, "email"),
        ({"email": "a@b.example", "locale": "klingon"}, "locale"),
        ({"email": "a@b.example", "role": "owner"}, "role"),
    ):
        refused = sk.refused(422, "validation_failed", "POST", "/entities/users", body)
        assert refused["cause"]["issues"][0]["path"] == [path]
