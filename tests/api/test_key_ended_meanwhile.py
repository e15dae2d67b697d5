"""A key that ends while its call is under way writes nothing more, inside an entity that it entered either."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.database import Visit
from portal.errors import NoKey
from portal.identity import Actor, ActorKind
from portal.services.entry.api_keys import key_still_stands
from portal.services.firm.entities import enter_entity
from portal.services.firm.keys import end_key
from portal.tenancy.fence import FencedSession
from tests.support.portal import World, on_both


@on_both
def test_an_entered_entity_is_no_way_round(world: World) -> None:
    key, at = world.cast.keys["sk"], datetime.now(UTC) - timedelta(seconds=30)
    actor = Actor(ActorKind.ACCOUNT_KEY, world.cast.account_scope, subject=key.id)

    def recheck(_session: FencedSession, caller: Actor) -> None:
        key_still_stands(world.database, caller, at)

    def write(visit: Visit) -> None:
        with visit.write():
            pass

    with (
        world.database.visit(actor, at=at, recheck=recheck) as visit,
        enter_entity(visit, world.database, world.cast.elm) as inside,
    ):
        write(inside)
        # Ended by a call that began later than this one.
        with world.database.visit(actor, at=datetime.now(UTC)) as other:
            end_key(other, key.id)
        for late in (inside, visit):
            with pytest.raises(NoKey):
                write(late)
