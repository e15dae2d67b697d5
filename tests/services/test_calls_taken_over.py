"""A call that hung so long that it was begun anew elsewhere writes nothing: one effect, whoever comes first."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.errors import Conflict
from portal.identity import Actor, ActorKind
from portal.services.api_calls import LEASE, Replay, Turn, begin_call, finish_call, forget_call, note_effect
from tests.support.portal import World, on_both


@on_both
def test_the_late_one_neither_writes_nor_answers(world: World) -> None:
    actor = Actor(ActorKind.ACCOUNT_KEY, world.cast.scope, subject=world.cast.keys["sk"].id)
    at, ring = datetime.now(UTC), world.parts.ring
    with world.database.visit(actor, at=at) as first:
        slow = begin_call(first, ring, "k", "same")
        assert isinstance(slow, Turn)
        with world.database.visit(actor, at=at + LEASE + timedelta(seconds=1)) as second:
            quick = begin_call(second, ring, "k", "same")
            assert isinstance(quick, Turn)
            with pytest.raises(Conflict), first.write() as writing:
                note_effect(writing, slow)
            with second.write() as writing:
                note_effect(writing, quick)
            forget_call(first, slow)
            finish_call(first, ring, slow, Replay(500, {}, "the slow one"))
            finish_call(second, ring, quick, Replay(201, {}, "the quick one"))
            assert begin_call(second, ring, "k", "same") == Replay(201, {}, "the quick one")
