"""An invitation is made whole or not at all, once a person, and nobody is let in by one that is over."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest
from freezegun import freeze_time
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from portal.database import Visit
from portal.errors import Conflict, Invalid, LinkExpired, MintRefused, NotFound
from portal.identity import ClientAccess, Role, system
from portal.models import Job
from portal.services.entry.invitation_views import InvitationStatus
from portal.services.entry.invitations import (
    Inviting,
    admit_user,
    cancel_invitation,
    invite_user,
    resend_invitation,
    show_invitation,
)
from portal.services.entry.links import LinkRequest, open_link
from portal.services.firm.entities import change_entity
from portal.services.firm.users import change_role, list_users, remove_user
from portal.services.outbox.mail import read_message
from portal.tokens import Access
from tests.links.world import SmallWorld
from tests.support.mails import token_in

pytest_plugins = ("tests.links.fixtures",)

NIKA = "nika@elm.example"


def tools(world: SmallWorld) -> Inviting:
    return Inviting(world.database, world.sealer, world.settings)


def mailed(small: SmallWorld, visit: Visit) -> list[dict[str, str | None]]:
    waiting = select(Job.parameters).where(Job.kind == "send_mail").order_by(Job.created_at)
    return [read_message(small.ring, each) for each in visit.session.scalars(waiting)]


def test_the_mail_says_who_invites_to_what_and_until_when(small: SmallWorld) -> None:
    with freeze_time("2026-11-20 12:00") as clock, small.database.visit(system(small.elm)) as visit:
        invite_user(visit, tools(small), email=NIKA, role=Role.VIEWER, name="Nika", locale="en")
        (mail,) = mailed(small, visit)
        assert (mail["to"], mail["sender_name"], mail["reply_to"]) == (NIKA, "Ada & Co", "ana@ada.example")
        assert "Ada & Co" in (mail["subject"] or "")
        assert "Elm Studio d.o.o." in (mail["subject"] or "")
        for words in ("Elm Studio d.o.o.", "Ana Kos · ana@ada.example · +386 1 234 56 78", "21 Nov"):
            assert words in (mail["text"] or "")
        clock.tick(86_399)
        open_link(small.database, small.sealer, small.settings, token_in(mail), clock().replace(tzinfo=visit.at.tzinfo))
        clock.tick(1)
        with pytest.raises(LinkExpired):
            open_link(
                small.database, small.sealer, small.settings, token_in(mail), clock().replace(tzinfo=visit.at.tzinfo)
            )


def test_what_cannot_be_mailed_makes_no_member(small: SmallWorld) -> None:
    """The mail is the last step of an invitation: where it cannot be written down, nothing of it stands."""
    in_the_file(small, "CREATE TRIGGER no_mail BEFORE INSERT ON job BEGIN SELECT RAISE(ABORT, 'no mail today'); END")
    with small.database.visit(system(small.elm)) as visit:
        before = list_users(visit)
        with pytest.raises(DBAPIError):
            invite_user(visit, tools(small), email=NIKA, role=Role.VIEWER)
        assert list_users(visit) == before
        assert small.rows("SELECT count(*) FROM invitation UNION ALL SELECT count(*) FROM link") == [(0,), (0,)]
    in_the_file(small, "DROP TRIGGER no_mail")
    with small.database.visit(system(small.elm)) as visit:
        invite_user(visit, tools(small), email=NIKA, role=Role.VIEWER)
        assert len(list_users(visit)) == len(before) + 1


def in_the_file(small: SmallWorld, statement: str) -> None:
    connection = sqlite3.connect(small.file)
    try:
        connection.execute(statement)
        connection.commit()
    finally:
        connection.close()


def test_of_many_who_invite_at_once_one_does(either: SmallWorld) -> None:
    def invite(_number: int) -> str:
        with either.database.visit(system(either.elm)) as visit:
            try:
                invite_user(visit, tools(either), email=NIKA, role=Role.VIEWER)
            except Conflict as refused:
                return str(refused.code)
        return "invited"

    with ThreadPoolExecutor(8) as pool:
        outcomes = sorted(pool.map(invite, range(8)))
    assert outcomes == ["already_invited"] * 7 + ["invited"]
    with either.database.visit(system(either.elm)) as visit:
        assert len(mailed(either, visit)) == 1


def test_a_removed_user_s_invitation_is_over(small: SmallWorld) -> None:
    with small.database.visit(system(small.elm)) as visit:
        made = invite_user(visit, tools(small), email=NIKA, role=Role.VIEWER)
        remove_user(visit, made.user_id)
        assert show_invitation(visit, made.id).status is InvitationStatus.CANCELLED
        with pytest.raises(Conflict, match="cancelled"):
            resend_invitation(visit, tools(small), made.id)
        again = invite_user(visit, tools(small), email=NIKA, role=Role.EDITOR)
        assert (again.user_id, again.role) == (made.user_id, Role.EDITOR)


def test_a_cancelled_one_s_other_links_and_sessions_are_over_for_good(small: SmallWorld) -> None:
    with small.database.visit(system(small.elm)) as visit:
        made = invite_user(visit, tools(small), email=NIKA, role=Role.VIEWER)
        wanted = LinkRequest(access=Access.USER, user_id=made.user_id)
        opened, unopened = small.issue(wanted), small.issue(wanted)
        inside = small.browser().enter(opened.token)
        assert inside.get("").status_code == 200
        cancel_invitation(visit, made.id)
        assert inside.get("").status_code == 401
        # They become a member anew, and what was theirs before stays ended.
        invite_user(visit, tools(small), email=NIKA, role=Role.ADMIN)
    assert inside.get("").status_code == 401
    assert small.browser().exchange(unopened.token).status_code == 410


def test_nobody_is_invited_where_no_user_may_come_in(small: SmallWorld) -> None:
    with small.database.visit(system(small.elm)) as visit:
        made = invite_user(visit, tools(small), email=NIKA, role=Role.VIEWER)
        change_role(visit, made.user_id, None)
        with pytest.raises(MintRefused, match="user_id"):
            resend_invitation(visit, tools(small), made.id)
        change_entity(visit, client_access=ClientAccess.NONE)
    with small.database.visit(system(small.elm)) as visit:
        with pytest.raises(MintRefused) as again:
            resend_invitation(visit, tools(small), made.id)
        with pytest.raises(MintRefused) as anew:
            invite_user(visit, tools(small), email="other@elm.example", role=Role.VIEWER)
        assert again.value.code == anew.value.code == "client_access_off"
        assert "none" in admit_user(visit, tools(small), email="other@elm.example", role=Role.VIEWER).warnings[0]


def test_another_entity_s_is_not_found(small: SmallWorld) -> None:
    with small.database.visit(system(small.elm)) as visit:
        made = invite_user(visit, tools(small), email=NIKA, role=Role.VIEWER)
    with small.database.visit(system(small.scope(small.ids.birch))) as visit:
        for asked in (
            lambda: show_invitation(visit, made.id),
            lambda: cancel_invitation(visit, made.id),
            lambda: resend_invitation(visit, tools(small), made.id),
        ):
            with pytest.raises((NotFound, MintRefused)):
                asked()


@pytest.mark.parametrize("email", ["nobody", "a@b", "žiga@primer.si", "a@b.example\nBcc: all@elm.example"])
def test_an_address_that_no_link_can_be_sent_to(small: SmallWorld, email: str) -> None:
    with small.database.visit(system(small.elm)) as visit, pytest.raises(Invalid, match="email"):
        invite_user(visit, tools(small), email=email, role=Role.VIEWER)
