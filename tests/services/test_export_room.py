"""How many exports an asker may have, and how what is over leaves: nobody's take the room of another's."""

from datetime import UTC, datetime

import pytest
from freezegun import freeze_time
from sqlalchemy import select

from portal.errors import Conflict, NotFound
from portal.identity import system
from portal.models import Export
from portal.services.exports import room
from portal.services.exports.asking import cancel_export
from portal.services.exports.export_views import ExportState, list_exports, show_export
from portal.services.exports.making import give_up_export
from tests.jobs.support import worker_of
from tests.services.test_export_jobs import asked, begin
from tests.support.portal import World, on_both


def test_only_a_few_unfinished_ones(world: World) -> None:
    for _ in range(room.MOST_UNFINISHED):
        begin(world)
    with pytest.raises(Conflict, match="3 exports of yours are being made"):
        begin(world)
    birch = begin(world, "birch_admin")
    assert birch.state is ExportState.QUEUED


@on_both
def test_no_asker_holds_up_or_pushes_out_what_another_asked_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_KEPT", 1)
    firms = begin(world)
    worker_of(world).run_due()
    for who in ("viewer", "full"):
        assert all(begin(world, who).unfinished for _ in range(room.MOST_UNFINISHED))
        with pytest.raises(Conflict, match="3 exports of yours"):
            begin(world, who)
    others = begin(world, "editor")
    worker_of(world).run_due()
    with world.visit("ek") as visit:
        kept = {each.id for each in list_exports(visit)}
    assert (kept > {firms.id, others.id}, len(kept)) == (True, 4)


def test_what_is_called_off_or_fails_again_and_again_does_not_fill_the_list(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MOST_KEPT", 2)
    for _ in range(4):
        with world.visit("viewer") as visit:
            cancel_export(visit, begin(world, "viewer").id)
    with world.visit("ek") as visit:
        assert len(list_exports(visit)) == 2
    for _ in range(4):
        failing = begin(world, "editor")
        with world.database.visit(system(world.cast.scope)) as visit, visit.write() as writing:
            give_up_export(visit, writing, failing.id, "it could not be made")
    with world.visit("ek") as visit:
        assert len(list_exports(visit)) == 4


def test_the_oldest_leave_and_their_bytes_with_them(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_KEPT", 2)
    kinds = ("invoice", "estimate", "credit_note")
    exports = []
    with freeze_time(datetime.now(UTC)) as clock:
        for kind in kinds:
            exports.append(begin(world, what=asked(types=(kind,))))
            worker_of(world).run_due()
            clock.tick(60)
        with world.database.visit(system(world.cast.scope)) as visit:
            assert [each.id for each in list_exports(visit)] == [exports[2].id, exports[1].id]
            with pytest.raises(NotFound):
                show_export(visit, exports[0].id)
            digest = visit.session.scalars(select(Export.sha256).where(Export.id == exports[0].id)).one()
            assert digest is not None
            assert room.remove_expired(visit, world.parts.storage) == 1
            assert not world.parts.storage.has(visit.scope, digest)
            assert room.remove_expired(visit, world.parts.storage) == 0
        clock.tick(room.KEPT_FOR)
        with world.database.visit(system(world.cast.scope)) as visit:
            assert list_exports(visit) == ()
            assert room.remove_expired(visit, world.parts.storage) == 2
