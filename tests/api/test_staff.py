"""The firm's backend looks after the firm's own people and the entities that are assigned to them."""

from tests.support.api import Backend
from tests.support.portal import World, on_both


@on_both
def test_a_person_is_assigned_comes_in_and_is_taken_out(world: World, account: Backend) -> None:
    made = account.post("/account/staff", {"name": "Rok Rus", "email": "Rok@ada.example"})
    assert made["email"] == "rok@ada.example"
    path = f"/account/staff/{made['id']}"
    assert account.get(path)["assignments"] == []
    wanted = {"access": "staff", "staff_id": made["id"]}
    account.refused(403, "staff_not_assigned", "POST", "/links", wanted, entity_id=world.cast.elm)
    assigned = account.expect(200, "PUT", f"{path}/entities/{world.cast.elm}")
    assert (assigned["staff_id"], assigned["entity_id"]) == (made["id"], world.cast.elm)
    assert account.expect(200, "PUT", f"{path}/entities/{world.cast.elm}") == assigned
    token = account.post("/links", wanted, entity_id=world.cast.elm)["token"]
    session = world.browser().follow(token)
    account.patch(path, {"name": "Rok Rusjan"})
    assert [each["name"] for each in account.get(path)["assignments"]] == ["Rok Rusjan"]
    account.delete(f"{path}/entities/{world.cast.elm}")
    assert session.get("/").status_code == 401
    account.refused(404, "not_found", "DELETE", f"{path}/entities/{world.cast.elm}")


def test_who_is_removed_is_out_everywhere(world: World, account: Backend) -> None:
    path, session = f"/account/staff/{world.cast.staff}", world.enter("staff")
    account.delete(path)
    assert session.get("/").status_code == 401
    account.refused(404, "not_found", "GET", path)
    assert [person["name"] for person in account.get("/account/staff")["data"]] == ["Unassigned Uma"]


def test_an_e_mail_is_one_person_s(account: Backend) -> None:
    account.refused(409, "conflict", "POST", "/account/staff", {"name": "Uma", "email": "uma@ada-and-co.example"})


def test_the_firm_s_people_are_the_account_s_alone(world: World, ek: Backend, oak: Backend) -> None:
    ek.refused(403, "not_allowed", "GET", "/account/staff")
    assert oak.get("/account/staff")["data"] == []
    for method, path in (("GET", ""), ("DELETE", ""), ("PUT", f"/entities/{world.cast.elm}")):
        oak.refused(404, "not_found", method, f"/account/staff/{world.cast.staff}{path}")


def test_nobody_is_assigned_to_another_firm_s_entity(world: World, account: Backend) -> None:
    for entity_id in (world.cast.oak, world.cast.linden, "ent_none"):
        account.refused(404, "not_found", "PUT", f"/account/staff/{world.cast.staff}/entities/{entity_id}")
