"""Members of an entity, as lists and one by one."""

import pytest

from portal.errors import Invalid, NotFound
from portal.identity import Role, system
from portal.services.fields import clean_email
from portal.services.firm.users import add_user, change_role, list_users, remove_user, show_user
from tests.links.world import SmallWorld

pytest_plugins = ("tests.links.fixtures",)


def test_members_are_listed_and_nobody_else(either: SmallWorld) -> None:
    with either.database.visit(system(either.elm)) as visit:
        listed = list_users(visit)
        assert [(each.name, each.role) for each in listed] == [
            ("Admin Novak", Role.ADMIN),
            ("Editor Novak", Role.EDITOR),
            ("Viewer Novak", Role.VIEWER),
        ]
        assert show_user(visit, listed[0].id) == listed[0]
        change_role(visit, listed[1].id, Role.VIEWER)
        assert show_user(visit, listed[1].id).role is Role.VIEWER
        remove_user(visit, listed[2].id)
        assert [each.id for each in list_users(visit)] == [listed[0].id, listed[1].id]
        for stranger in (listed[2].id, "usr_nobody"):
            with pytest.raises(NotFound):
                show_user(visit, stranger)
            with pytest.raises(NotFound):
                remove_user(visit, stranger)
    with either.database.visit(system(either.scope(either.ids.birch))) as visit:
        assert list_users(visit) == ()
        with pytest.raises(NotFound):
            show_user(visit, listed[0].id)


def test_one_entity_s_removal_leaves_another_s_membership(small: SmallWorld) -> None:
    viewer = small.ids.users[Role.VIEWER]
    with small.database.visit(system(small.scope(small.ids.birch))) as birch:
        add_user(birch, small.database, email="viewer@elm.example", name="Viewer Novak", role=Role.EDITOR)
    with small.database.visit(system(small.elm)) as visit:
        remove_user(visit, viewer)
    with small.database.visit(system(small.scope(small.ids.birch))) as birch:
        assert [each.id for each in list_users(birch)] == [viewer]


@pytest.mark.parametrize("given", ["Ana@Example.COM", " ana@example.com ", "a.b+c@sub.example.co", "žiga@primer.si"])
def test_addresses_that_are_taken(given: str) -> None:
    assert clean_email(given) == given.strip().lower()


@pytest.mark.parametrize(
    "given",
    ["", "ana", "ana@", "@a.si", "ana@localhost", "a@b@c.si", "a b@c.si", "a@b..si",
     "a@-b.si", "<a@b.si>", "a@b.si\n,c@d.si", "a" * 65 + "@b.si", "a@" + "b" * 64 + ".si", "a\0@b.si"],
)  # fmt: skip
def test_addresses_that_are_not(given: str) -> None:
    with pytest.raises(Invalid, match=r"contact: .* is not an e-mail"):
        clean_email(given, "contact")
