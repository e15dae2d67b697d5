"""The firm's backend sees who is in and shows them out."""

from tests.support.api import Backend
from tests.support.portal import World, on_both


@on_both
def test_a_session_is_listed_and_ended(world: World, sk: Backend, account: Backend, oak: Backend) -> None:
    session, other = world.enter("viewer"), world.enter("full")
    listed = sk.get("/sessions")["data"]
    assert {each["access"] for each in listed} == {"user", "full_entity"}
    (mine,) = sk.get("/sessions", query_string={"user_id": world.cast.users["viewer"]})["data"]
    assert (mine["entity_id"], mine["name"], mine["framed"]) == (world.cast.elm, "Vida Gled", False)
    path = f"/sessions/{mine['id']}"
    oak.refused(404, "not_found", "DELETE", path)
    sk.refused(404, "not_found", "DELETE", path, entity_id=world.cast.birch)
    assert session.get("/").status_code == 200
    account.delete(path)
    assert (session.get("/").status_code, other.get("/").status_code) == (401, 200)
    assert mine["id"] not in {each["id"] for each in sk.get("/sessions")["data"]}


def test_a_session_is_seen_in_its_entity_alone(world: World, ek: Backend, account: Backend) -> None:
    world.enter("birch_viewer")
    assert ek.get("/sessions")["data"] == []
    (there,) = account.get("/sessions", entity_id=world.cast.birch)["data"]
    ek.refused(404, "not_found", "DELETE", f"/sessions/{there['id']}")
    account.refused(422, "entity_required", "GET", "/sessions")
    account.refused(404, "not_found", "DELETE", "/sessions/ses_unknown")
