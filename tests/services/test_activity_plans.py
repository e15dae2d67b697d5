"""The trails of all entities are merged by time; each of them comes out of an index in that order."""

from portal.services.history.activity_list import ActivityFilter, list_activities
from portal.services.lists.listing import Wanted
from tests.support.plans import plans_of
from tests.support.portal import World, on_both


@on_both
def test_every_page_of_the_trail_comes_out_of_an_index(world: World) -> None:
    for order in ("-created_at", "created_at"):
        wanted = Wanted(limit=2, order_by=order)
        with world.visit("admin") as visit, plans_of("activity") as plans:
            found = list_activities(visit, world.parts.ring, wanted, ActivityFilter())
            again = Wanted(limit=2, order_by=order, next_cursor=found.next_cursor)
            list_activities(visit, world.parts.ring, again, ActivityFilter())
        assert len(plans) == 2
        assert all("ix_activity_entity_id_at_id" in plan for plan in plans), plans
        assert not any(sorting in plan for plan in plans for sorting in ("TEMP B-TREE", "Sort")), plans
