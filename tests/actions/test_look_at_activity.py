"""A client looks at what happened: its own doings, or everybody's for those who answer for them."""

import pytest

from portal.services import trail
from portal.services.trail import list_activity
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
    monkeypatch.setattr(trail, "PAGE_ROWS", 5)
    with world.visit("admin") as visit:
        pages = [list_activity(visit, world.parts.ring)]
        while pages[-1].older:
            pages.append(list_activity(visit, world.parts.ring, pages[-1].older))
        instants = [row.at for page in pages for row in page.rows]
        assert len(pages) > 2
        monkeypatch.setattr(trail, "PAGE_ROWS", 10_000)
        assert instants == [row.at for row in list_activity(visit, world.parts.ring).rows]
