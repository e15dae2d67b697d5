"""A client looks at what happened: its own doings, or everybody's for those who answer for them."""

import pytest
from sqlalchemy import func, select

from portal.models import Activity
from portal.services.history import trail
from portal.services.history.trail import list_activity
from tests.support.pages import Page
from tests.support.portal import World, on_both


@on_both
def test_viewers_and_editors_see_their_own_activity_only(world: World) -> None:
    for who in ("viewer", "editor"):
        with world.visit(who) as visit:
            view = list_activity(visit, world.parts.ring)
            assert not view.everybody
            world.enter(who).get(f"/documents/{world.cast.documents['paid_invoice']}/")
            visit.stop_reading()
            after = list_activity(visit, world.parts.ring)
            assert after.rows[0].document_id == world.cast.documents["paid_invoice"]
            assert {row.actor_kind for row in after.rows} == {"user"}


@pytest.mark.parametrize("who", ["admin", "full", "staff"])
def test_admins_full_entity_sessions_and_staff_see_everybodys(world: World, who: str) -> None:
    world.enter("viewer").get(f"/documents/{world.cast.documents['paid_invoice']}/")
    page = Page(world.enter(who, locale="en").get("/activity/"))
    assert "by anybody" in page.text
    assert page.links(world.cast.documents["paid_invoice"])


def test_only_the_firm_sees_addresses(world: World) -> None:
    world.enter("viewer").get("/")
    for who, sees in [("admin", False), ("full", False), ("staff", True)]:
        with world.visit(who) as visit:
            assert any(row.address for row in list_activity(visit, world.parts.ring).rows) is sees


@on_both
def test_the_trail_is_paged_newest_first_without_gap_or_repeat(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trail, "PAGE_ROWS", 10_000)
    monkeypatch.setattr(trail, "MOST_READ", 10_000)
    with world.visit("admin") as visit:
        every = visit.session.scalars(select(func.count(Activity.id))).one()
        whole = list_activity(visit, world.parts.ring)
        assert sum(row.count for row in whole.rows) == every
        monkeypatch.setattr(trail, "PAGE_ROWS", 5)
        pages = [list_activity(visit, world.parts.ring)]
        while pages[-1].older:
            pages.append(list_activity(visit, world.parts.ring, pages[-1].older))
        assert len(pages) > 2
        assert all(len(page.rows) <= 5 for page in pages)
        assert [row for page in pages for row in page.rows] == list(whole.rows)
        back = [pages[-1]]
        while back[-1].newer:
            back.append(list_activity(visit, world.parts.ring, back[-1].newer))
        assert sum(row.count for page in back for row in page.rows) == every


@on_both
def test_links_that_come_and_go_are_a_line_of_each_kind_and_hide_nothing(world: World) -> None:
    document = world.cast.documents["paid_invoice"]
    world.enter("viewer").get(f"/documents/{document}/")
    for _ in range(12):
        world.enter("viewer")
    with world.visit("admin") as visit:
        rows = list_activity(visit, world.parts.ring).rows
    assert [(row.event, row.count) for row in rows[:2]] == [("link:opened", 12), ("link:issued", 12)]
    assert rows[0].first_at < rows[0].at
    assert rows[2].document_id == document
    page = Page(world.enter("admin", locale="en").get("/activity/"))
    assert page.text.count("12 times") == 2
    assert "since" in page.text


def test_looking_at_one_thing_again_and_again_is_one_line(world: World) -> None:
    first, second = (world.cast.documents[name] for name in ("paid_invoice", "unpaid_invoice"))
    session = world.enter("viewer")
    for document in (first, first, first, second, first):
        session.get(f"/documents/{document}/")
    with world.visit("viewer") as visit:
        rows = list_activity(visit, world.parts.ring).rows
    assert [(row.document_id, row.count) for row in rows[:3]] == [(first, 1), (second, 1), (first, 3)]
