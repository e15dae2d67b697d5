"""The firm's backend looks after a client's people: adds, lists, changes and removes them."""

from typing import Any

import pytest
from freezegun import freeze_time

from tests.api.mails import mails
from tests.support.api import Backend, parsed
from tests.support.mails import token_in
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


def test_nobody_is_mailed_who_is_not_to_be(world: World, sk: Backend) -> None:
    sk.post("/entities/users", {"email": "quiet@elm.example", "send_invite": False})
    assert mails(world) == []


@pytest.mark.parametrize("more", [{}, {"send_invite": False}, {"name": "Vera", "locale": "de", "role": "admin"}])
def test_an_entity_s_key_learns_nothing_of_other_entities(world: World, ek: Backend, more: dict[str, Any]) -> None:
    """The same bytes but for the ids, and the same mail, whether the person is known elsewhere or to nobody."""
    answers, letters = [], []
    with freeze_time("2027-01-10 09:00"):
        for email in ("vera@birch-baum.example", "nova@birch-baum.example"):
            before = len(mails(world))
            made = ek.call("POST", "/entities/users", {"email": email} | more)
            shown = [made, ek.call("GET", f"/entities/users/{parsed(made)['id']}")]
            ids = (parsed(made)["id"], str(parsed(made)["invitation_id"]))
            text = " ".join(f"{each.status_code} {each.text}" for each in shown).replace(email, "EMAIL")
            answers.append(text.replace(ids[0], "ID").replace(ids[1], "INVITATION"))
            letters.append([each["subject"] for each in mails(world)[before:]])
    assert answers[0] == answers[1]
    assert letters[0] == letters[1]
    assert len(letters[0]) == more.get("send_invite", True)
    assert "Baum" not in answers[0]


def test_each_entity_has_its_own_name_for_a_person(world: World, sk: Backend) -> None:
    birch, known = world.cast.birch, world.cast.people["birch_viewer"].user_id
    before = sk.get(f"/entities/users/{known}", entity_id=birch)
    made = sk.post("/entities/users", {"email": "vera@birch-baum.example", "name": "Dr. B.", "locale": "de"})
    assert (made["id"], made["name"], made["locale"]) == (known, "Dr. B.", "de")
    assert sk.get(f"/entities/users/{known}", entity_id=birch) == before
    (mail,) = mails(world)
    world.browser().follow(token_in(mail))
    assert [each["name"] for each in sk.get("/sessions")["data"]] == ["Dr. B."]


def test_somebody_who_is_in_stays_as_they_are(world: World, sk: Backend) -> None:
    """The guide's snippet may be run again."""
    body = {"email": "nika@elm.example", "role": "member"}
    made = sk.post("/entities/users", body)
    again = sk.post("/entities/users", body, status=200)
    assert again == made | {"warnings": [made["warnings"][0], again["warnings"][1]]}
    assert "invited already" in again["warnings"][1]
    assert len(mails(world)) == 1
    world.browser().follow(token_in(mails(world)[0]))
    third = sk.post("/entities/users", body | {"name": "Other"}, status=200)
    assert (third["id"], third["name"], third["invitation_id"]) == (made["id"], "nika@elm.example", None)
    assert "a member already" in third["warnings"][1]


def test_another_role_is_refused_with_the_way_to_it(world: World, sk: Backend) -> None:
    body, viewer = {"email": "vida@elm-studio.example", "role": "admin"}, world.cast.users["viewer"]
    refused = sk.refused(409, "already_member", "POST", "/entities/users", body)
    assert refused["cause"] == {"user_id": viewer, "role": "viewer"}
    assert f"PATCH /entities/users/{viewer}" in refused["message"]
    assert sk.get(f"/entities/users/{viewer}")["role"] == "viewer"
    made = sk.post("/entities/users", {"email": "nika@elm.example"})
    refused = sk.refused(409, "already_invited", "POST", "/entities/users", {"email": made["email"], "role": "viewer"})
    assert refused["cause"] == {"user_id": made["id"], "invitation_id": made["invitation_id"], "role": "editor"}
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
