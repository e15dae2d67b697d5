"""What an account may change of itself: contact, colours, lifetimes downward only, a logo."""

from typing import Any

import pytest
from sqlalchemy import select

from portal.database import Visit
from portal.errors import DatabaseUnavailable, Invalid, NotFound
from portal.identity import Environment, Scope, system
from portal.models import Activity
from portal.services.firm.accounts import (
    Contact,
    change_account,
    create_account,
    remove_account_logo,
    set_account_logo,
    show_account,
)
from portal.services.firm.operator import find_key_scope, list_accounts
from portal.services.history.activity import verify_chain
from portal.storage import Storage
from tests.links.world import LONG_AGO, SmallWorld
from tests.support.stores import BACKENDS, StoresOf

pytest_plugins = ("tests.links.fixtures",)

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (8).to_bytes(4, "big") * 2 + b"\0" * 9 + b"IEND\xaeB`\x82"


def test_what_is_named_changes_in_both_environments(either: SmallWorld) -> None:
    with either.database.visit(system(either.firm)) as visit:
        before, sandbox = verify_chain(visit), visit.scope.environment
        change_account(
            visit, either.database, either.settings,
            name="Ada & Sons", contact_email="Help@Ada.example", contact_phone=None,
            privacy_url="https://ada.example/privacy", accent_color="#1A7F5A", viewers_export=False,
            limits={"session_seconds": 3600, "link_seconds": 60},
        )  # fmt: skip
        shorter = change_account(visit, either.database, either.settings, limits={"link_seconds": None})
        assert shorter.limits == {"session_seconds": 3600}
        change_account(visit, either.database, either.settings, viewers_export=False)
        assert verify_chain(visit) == before + 2
    with either.database.visit(system(Scope(either.ids.ada, Environment.LIVE))) as visit:
        shown, told = show_account(visit), [row.details for row in _changes(visit)]
        assert (verify_chain(visit), sandbox) == (len(told) + 1, Environment.SANDBOX)
    assert [each["changed"].count(",") for each in told] == [6, 0]
    assert (shown.name, shown.accent_color, shown.viewers_export) == ("Ada & Sons", "#1a7f5a", False)
    assert (shown.contact.email, shown.contact.phone) == ("help@ada.example", None)
    assert (shown.contact.name, shown.contact.privacy_url) == ("Ana Kos", "https://ada.example/privacy")


def _changes(visit: Visit) -> list[Activity]:
    told = select(Activity).where(Activity.event == "account:changed").order_by(Activity.seq)
    return list(visit.session.scalars(told))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"contact_email": "ana"}, "contact_email"),
        ({"privacy_url": "http://ada.example"}, "privacy_url"),
        ({"privacy_url": "javascript:alert(1)"}, "privacy_url"),
        ({"imprint_url": "https://ada.example@evil.example"}, "imprint_url"),
        ({"accent_color": "red"}, "accent_color"),
        ({"viewers_export": "no"}, "viewers_export"),
        ({"limits": {"session_seconds": 28_801}}, "limits.session_seconds"),
        ({"limits": {"session_seconds": 59}}, "limits.session_seconds"),
        ({"limits": {"session_seconds": True}}, "limits.session_seconds"),
        ({"limits": {"ticket_seconds": 60}}, "limits.ticket_seconds"),
        ({"limits": {"file_megabytes": 21}}, "limits.file_megabytes"),
        ({"limits": {"files_megabytes": 0}}, "limits.files_megabytes"),
        ({"created_at": LONG_AGO}, "created_at"),
    ],
)
def test_what_cannot_be_is_refused_by_name(small: SmallWorld, changes: dict[str, Any], field: str) -> None:
    with small.database.visit(system(small.firm)) as visit:
        before = show_account(visit)
        with pytest.raises(Invalid, match=f"^{field}:"):
            change_account(visit, small.database, small.settings, **changes)
        assert show_account(visit) == before


def test_no_account_is_made_with_a_contact_that_cannot_be(small: SmallWorld) -> None:
    for contact in (Contact(email="ana"), Contact(privacy_url="ftp://x"), Contact(phone="1\n2")):
        with pytest.raises(Invalid, match=r"contact_email|privacy_url|contact_phone"):
            create_account(small.database, "New", contact, at=LONG_AGO)
    assert small.rows("SELECT count(*) FROM account WHERE name = 'New'") == [(0,)]


def test_a_stranger_s_account_is_not_found(small: SmallWorld) -> None:
    with small.database.visit(system(Scope("acc_nobody", Environment.LIVE))) as visit:
        with pytest.raises(NotFound):
            show_account(visit)
        with pytest.raises(NotFound):
            change_account(visit, small.database, small.settings, name="X")


def test_the_logo_is_shown_from_either_environment(small: SmallWorld) -> None:
    storage = Storage(small.settings.data_dir / "files")
    with small.database.visit(system(small.firm)) as visit:
        digest = set_account_logo(visit, small.database, storage, PNG)
        assert storage.get(Scope(small.ids.ada, Environment.LIVE), digest) == PNG
        with pytest.raises(Invalid, match="logo"):
            set_account_logo(visit, small.database, storage, b"<svg/>")
        answer = small.app.test_client().get(f"/brand/{small.ids.ada}/{digest}.png", base_url=small.settings.origin)
        assert (answer.status_code, answer.data) == (200, PNG)
        remove_account_logo(visit, small.database)
        remove_account_logo(visit, small.database)
        told = [[row.details, row.actor_kind] for row in _changes(visit)]
        assert told == [[{"logo": digest}, "system"], [{"logo": ""}, "system"]]
    with small.database.visit(system(Scope(small.ids.ada, Environment.LIVE))) as visit:
        assert [[row.details, row.actor_kind] for row in _changes(visit)] == told
        assert show_account(visit).logo_sha256 is None


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_operator_sees_all_accounts_and_the_portal_s_own_role_none(
    backend: str, stores_of: StoresOf, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with stores_of(backend).seeded(tmp_path_factory.mktemp("accounts")) as seeded:
        assert {each.name for each in list_accounts(seeded.owner_url)} == {"Ada & Co", "Oak LLP"}
        assert {each.name for each in list_accounts(seeded.owner_url)} == {"Ada & Co", "Oak LLP"}
        if backend == "postgresql":
            with pytest.raises(DatabaseUnavailable):
                list_accounts(seeded.url)


def test_a_key_s_scope_is_found_by_its_id(small: SmallWorld) -> None:
    assert find_key_scope(small.database, small.ids.account_key.id) == small.firm
    with pytest.raises(NotFound, match="key_nobody"):
        find_key_scope(small.database, "key_nobody")
