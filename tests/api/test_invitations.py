"""The firm's backend invites a client's people by mail, sends a link again, and takes one back."""

from freezegun import freeze_time

from tests.api.mails import mails
from tests.support.api import Backend
from tests.support.mails import token_in
from tests.support.portal import World, on_both

NIKA = {"email": "nika@elm.example", "name": "Nika Nova", "role": "viewer", "locale": "sl"}


@on_both
def test_opening_the_link_accepts(world: World, sk: Backend, oak: Backend, account: Backend) -> None:
    made = sk.post("/entities/invitations", NIKA)
    assert (made["status"], made["role"], made["accepted_at"]) == ("pending", "viewer", None)
    (mail,) = mails(world)
    assert mail["to"] == "nika@elm.example"
    assert made["id"] not in mail["text"]
    world.browser().follow(token_in(mail))
    path = f"/entities/invitations/{made['id']}"
    shown = account.get(path)
    assert shown["status"] == "accepted"
    assert shown["accepted_at"] == shown["updated_at"]
    oak.refused(404, "not_found", "GET", path)
    sk.refused(409, "invitation_accepted", "DELETE", path)
    sk.refused(409, "invitation_accepted", "POST", f"{path}/resend")
    sk.refused(409, "already_member", "POST", "/entities/invitations", NIKA)


def test_sent_again_only_the_new_link_opens(world: World, sk: Backend) -> None:
    made = sk.post("/entities/invitations", NIKA)
    sk.refused(409, "already_invited", "POST", "/entities/invitations", NIKA)
    again = sk.post(f"/entities/invitations/{made['id']}/resend", status=200)
    assert again["link_id"] != made["link_id"]
    first, second = map(token_in, mails(world))
    assert world.browser().exchange(first).status_code == 410
    assert sk.get(f"/entities/invitations/{made['id']}")["status"] == "pending"
    assert world.browser().follow(second).get("/").status_code == 200


def test_a_cancelled_one_opens_nothing(world: World, sk: Backend) -> None:
    made = sk.post("/entities/invitations", NIKA)
    sk.delete(f"/entities/invitations/{made['id']}")
    (mail,) = mails(world)
    assert world.browser().exchange(token_in(mail)).status_code == 410
    assert sk.get(f"/entities/invitations/{made['id']}")["status"] == "cancelled"
    sk.refused(404, "not_found", "GET", f"/entities/users/{made['user_id']}")
    sk.refused(409, "invitation_cancelled", "DELETE", f"/entities/invitations/{made['id']}")
    assert sk.post("/entities/invitations", NIKA)["user_id"] == made["user_id"]


def test_they_are_listed_by_where_they_stand(world: World, sk: Backend) -> None:
    with freeze_time("2027-01-10 09:00"):
        expired = sk.post("/entities/invitations", NIKA)
    with freeze_time("2027-01-12 09:00"):
        pending = sk.post("/entities/invitations", NIKA | {"email": "olga@elm.example", "role": "member"})
        assert pending["role"] == "editor"
        assert pending["warnings"]
        whole = sk.get("/entities/invitations")
        assert [each["id"] for each in whole["data"]] == [pending["id"], expired["id"]]
        for status, ids in (("pending", [pending["id"]]), ("expired", [expired["id"]]), ("accepted", [])):
            listed = sk.get("/entities/invitations", query_string={"status": status})
            assert [each["id"] for each in listed["data"]] == ids
        again = sk.post(f"/entities/invitations/{expired['id']}/resend", status=200)
        assert again["status"] == "pending"
        asked = {"query": '{"email": {"startsWith": "olga"}}'}
        assert sk.get("/entities/invitations", query_string=asked)["pagination"]["total"] == 1
