"""The firm's backend makes, lists and changes its client businesses."""

from tests.support.api import Backend, parsed
from tests.support.portal import World, on_both


@on_both
def test_a_name_and_a_country_are_enough(account: Backend) -> None:
    made = account.post("/entities", {"name": "Willow d.o.o.", "country": "SI"})
    assert made["id"].startswith("ent_")
    assert (made["currency_code"], made["locale"], made["timezone"]) == ("EUR", "sl_SI", "Europe/Ljubljana")
    assert made["client_access"] == "none"
    assert account.get(f"/entities/{made['id']}") == made


def test_the_guides_spellings_are_taken(account: Backend) -> None:
    made = account.post(
        "/entities", {"name": "Elder", "country_code": "DE", "zip": "10115", "taxNumber": "12/345/67890"}
    )
    assert (made["post_code"], made["tax_number"], made["country"]) == ("10115", "12/345/67890", "DE")


def test_entities_are_listed_page_by_page(world: World, account: Backend) -> None:
    whole = account.get("/entities", query_string={"limit": 100, "order_by": "name"})
    names = [entity["name"] for entity in whole["data"]]
    assert names == sorted(names)
    assert whole["pagination"]["total"] == len(names) >= 4
    seen, cursor = [], None
    while True:
        asked = {"limit": 2, "order_by": "name"} | ({"next_cursor": cursor} if cursor else {})
        page = account.get("/entities", query_string=asked)
        seen += [entity["name"] for entity in page["data"]]
        cursor = page["pagination"]["next_cursor"]
        if not page["pagination"]["has_more"]:
            break
    assert seen == names
    back = account.get(
        "/entities", query_string={"limit": 2, "order_by": "name", "prev_cursor": page["pagination"]["prev_cursor"]}
    )
    assert [entity["name"] for entity in back["data"]] == names[-4:-2] if len(names) % 2 == 0 else names[-3:-1]
    assert world.cast.linden not in {entity["id"] for entity in whole["data"]}, "the live world is another"


def test_a_change_changes_what_is_named(account: Backend, world: World) -> None:
    before = account.get(f"/entities/{world.cast.elm}")
    after = account.patch(
        f"/entities/{world.cast.elm}", {"city": "Maribor", "metadata": {"crm": "17"}, "client_access": "users"}
    )
    assert (after["city"], after["metadata"], after["client_access"]) == ("Maribor", {"crm": "17"}, "users")
    assert after["address"] == before["address"]
    assert after["name"] == before["name"]


def test_what_cannot_be_taken_is_named(account: Backend) -> None:
    refused = account.refused(
        422, "validation_failed", "POST", "/entities", {"name": "", "country": "Slovenia", "colour": "red"}
    )
    paths = {tuple(issue["path"]) for issue in refused["cause"]["issues"]}
    assert paths == {("name",), ("country",), ("colour",)}
    account.refused(422, "validation_failed", "POST", "/entities", {"name": "A", "country": "XX"})
    account.refused(422, "validation_failed", "POST", "/entities", {"name": "A", "country": "SI", "vat_id": "SI123"})


def test_an_entity_key_stays_in_its_entity(ek: Backend, world: World) -> None:
    assert ek.get(f"/entities/{world.cast.elm}")["id"] == world.cast.elm
    ek.refused(403, "not_allowed", "GET", "/entities")
    sibling = ek.call("GET", f"/entities/{world.cast.birch}")
    never = ek.call("GET", "/entities/ent_aaaaaaaaaaaaaaaaaaaaaaaaaa")
    assert sibling.status_code == never.status_code == 404
    assert parsed(sibling) == parsed(never)


def test_another_firms_entity_never_was(oak: Backend, world: World) -> None:
    foreign = oak.call("GET", f"/entities/{world.cast.elm}")
    never = oak.call("GET", "/entities/ent_aaaaaaaaaaaaaaaaaaaaaaaaaa")
    assert foreign.status_code == never.status_code == 404
    assert parsed(foreign) == parsed(never)


def test_a_header_that_disagrees_with_the_path_is_not_found(account: Backend, world: World) -> None:
    account.refused(404, "not_found", "GET", f"/entities/{world.cast.elm}", entity_id=world.cast.birch)


def test_settings_are_kept_group_by_group(account: Backend, world: World) -> None:
    path = f"/entities/{world.cast.elm}"
    account.patch(path, {"settings": {"defaults": {"default_invoice_due_days": 8}}, "is_tax_subject": False})
    after = account.patch(path, {"settings": {"numbering": {"number_formats": {"invoice": "R-{yyyy}-{nnnn}"}}}})
    assert after["settings"]["defaults"] == {"default_invoice_due_days": 8}
    assert after["settings"]["numbering"]["number_formats"] == {"invoice": "R-{yyyy}-{nnnn}"}
    assert after["is_tax_subject"] is False
    odd = {"settings": {"numbering": {"number_formats": {"invoice": "{nnn}{nnn}"}}}}
    account.refused(422, "validation_failed", "PATCH", path, odd)
