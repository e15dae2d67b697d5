"""The trail: what stands in it, that no edit goes unnoticed, and that many writers at once make one chain."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from portal.database import Database, Visit
from portal.errors import AuditBroken
from portal.identity import Environment, Role, Scope, system
from portal.models import Activity
from portal.services.history.activity import Event, Thing, record, verify_chain
from tests.links.world import SmallWorld
from tests.support.processes import at_once

pytest_plugins = ("tests.links.fixtures",)

# Every column of a row, each with a value it does not have.
EDITS = {
    "id": "'act_aaaaaaaaaaaaaaaaaaaaaaaaaa'",
    "account_id": ":oak",
    "environment": "'live'",
    "entity_id": ":birch",
    "chain": "'somewhere else'",
    "seq": "seq + 100",
    "at": "'2020-01-01 00:00:00.000000'",
    "event": "'link:refused'",
    "actor_kind": "'staff'",
    "subject": "'usr_aaaaaaaaaaaaaaaaaaaaaaaaaa'",
    "actor_name": "'Somebody Else'",
    "session_id": "'ses_aaaaaaaaaaaaaaaaaaaaaaaaaa'",
    "object_id": "'lnk_aaaaaaaaaaaaaaaaaaaaaaaaaa'",
    "object_name": "'another thing'",
    "address": "'203.0.113.9'",
    "details": '\'{"role": "owner"}\'',
    "previous": "'" + "f" * 64 + "'",
    "digest": "'" + "f" * 64 + "'",
}


def verify(small: SmallWorld) -> int:
    with small.database.visit(system(small.elm)) as visit:
        return verify_chain(visit)


def rows(small: SmallWorld) -> int:
    ((count,),) = small.rows("SELECT count(*) FROM activity WHERE entity_id = ?", small.ids.elm)
    return int(count)


def fill(small: SmallWorld) -> None:
    with small.database.visit(system(small.elm), address="192.0.2.1") as visit, visit.write() as writing:
        for number in range(9):
            record(visit, writing, Event.FILE_DOWNLOADED, Thing(f"fil_{number}", "a file"), number=number)


def test_an_honest_chain_verifies(small: SmallWorld) -> None:
    fill(small)
    assert verify(small) == rows(small) == 17


def test_every_column_is_one_of_the_edits() -> None:
    assert set(EDITS) == {column.name for column in Activity.__table__.columns}


@pytest.mark.parametrize("position", [1, 7, 17])
def test_an_edit_of_any_column_is_found(small: SmallWorld, position: int) -> None:
    fill(small)
    ((row,),) = small.rows("SELECT rowid FROM activity WHERE entity_id = ? AND seq = ?", small.ids.elm, position)
    for column, value in EDITS.items():
        ((before,),) = small.rows("SELECT COLUMN FROM activity WHERE rowid = ?".replace("COLUMN", column), row)
        edit = "UPDATE activity SET COLUMN = VALUE WHERE rowid = :row".replace("COLUMN", column)
        small.tamper(edit.replace("VALUE", value), row=row, oak=small.ids.oak, birch=small.ids.birch)
        with pytest.raises(AuditBroken, match=r"row|chain"):
            verify(small)
        small.tamper(edit.replace("VALUE", ":before"), row=row, before=before)
    assert verify(small) == 17


@pytest.mark.parametrize(
    ("statements", "why"),
    [
        (["DELETE FROM activity WHERE entity_id = :elm AND seq = 1"], "row 1 is missing"),
        (["DELETE FROM activity WHERE entity_id = :elm AND seq = 7"], "row 7 is missing"),
        (["DELETE FROM activity WHERE entity_id = :elm AND seq = 17"], "rows at the end are gone"),
        (["DELETE FROM activity WHERE entity_id = :elm AND seq > 5"], "rows at the end are gone"),
        (["DELETE FROM activity_head WHERE chain = :elm"], "rows at the end are gone"),
        (["UPDATE activity_head SET seq = 3 WHERE chain = :elm"], "rows at the end are gone"),
        (
            ["DELETE FROM activity WHERE entity_id = :elm", "DELETE FROM activity_head WHERE chain = :elm"],
            "empty",
        ),
        (
            [
                "DELETE FROM activity WHERE entity_id = :elm AND seq = 7",
                "UPDATE activity SET seq = seq - 1 WHERE entity_id = :elm AND seq > 7",
            ],
            "does not follow",
        ),
        (
            [
                "UPDATE activity SET seq = -1 WHERE entity_id = :elm AND seq = 5",
                "UPDATE activity SET seq = 5 WHERE entity_id = :elm AND seq = 6",
                "UPDATE activity SET seq = 6 WHERE entity_id = :elm AND seq = -1",
            ],
            "does not follow",
        ),
        (
            [
                "DELETE FROM activity WHERE entity_id = :birch",
                "UPDATE activity SET entity_id = :birch, chain = :birch, seq = 1 WHERE entity_id = :elm AND seq = 1",
            ],
            "missing",
        ),
    ],
)
def test_what_was_removed_or_reordered_is_found(small: SmallWorld, statements: list[str], why: str) -> None:
    fill(small)
    small.tamper(*statements, elm=small.ids.elm, birch=small.ids.birch)
    with pytest.raises(AuditBroken, match=why):
        verify(small)


def test_a_chain_carried_over_from_another_entity_is_found(small: SmallWorld) -> None:
    fill(small)
    elm, birch = small.ids.elm, small.ids.birch
    small.tamper(
        "DELETE FROM activity WHERE entity_id = :birch",
        "DELETE FROM activity_head WHERE chain = :birch",
        "UPDATE activity SET entity_id = :birch, chain = :birch WHERE entity_id = :elm",
        "UPDATE activity_head SET entity_id = :birch, chain = :birch WHERE chain = :elm",
        elm=elm,
        birch=birch,
    )
    with small.database.visit(system(small.scope(birch))) as visit, pytest.raises(AuditBroken):
        verify_chain(visit)


def test_the_account_has_a_chain_of_its_own(small: SmallWorld) -> None:
    with small.database.visit(system(small.firm)) as visit:
        assert verify_chain(visit) == 7
    small.tamper(
        "UPDATE activity SET actor_name = 'x' WHERE chain = :chain AND seq = 2", chain=f"{small.ids.ada}:sandbox"
    )
    with small.database.visit(system(small.firm)) as visit, pytest.raises(AuditBroken):
        verify_chain(visit)


def test_the_trail_is_appended_to_and_never_changed(either: SmallWorld) -> None:
    for change in (_edit, _delete):
        with either.database.visit(system(either.elm)) as visit, pytest.raises(DBAPIError):
            change(visit)
    with either.database.visit(system(either.elm)) as visit:
        verify_chain(visit)


def _edit(visit: Visit) -> None:
    with visit.write() as writing:
        writing.scalars(select(Activity).order_by(Activity.seq).limit(1)).one().actor_name = "Somebody Else"


def _delete(visit: Visit) -> None:
    with visit.write() as writing:
        writing.delete(writing.scalars(select(Activity).order_by(Activity.seq).limit(1)).one())


def test_what_is_not_done_is_not_told(either: SmallWorld) -> None:
    """The row stands in the transaction of what it tells of: when that fails, nothing was told."""
    with either.database.visit(system(either.elm)) as visit:
        before = verify_chain(visit)
        with pytest.raises(RuntimeError):
            _tell_and_fail(visit)
    with either.database.visit(system(either.elm)) as visit:
        assert verify_chain(visit) == before


def _tell_and_fail(visit: Visit) -> None:
    with visit.write() as writing:
        record(visit, writing, Event.FILE_ADDED, Thing("fil_x", "x"))
        raise RuntimeError


def append(url: str, scope: Scope, count: int, threads: int = 1) -> None:
    """Write rows of the chain as one of many writers."""
    database = Database(url)

    def tell(number: int) -> None:
        with database.visit(system(scope), at=datetime.now(UTC)) as visit, visit.write() as writing:
            record(visit, writing, Event.FILE_DOWNLOADED, Thing("fil_x", "a file"), number=number)

    try:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(tell, range(count)))
    finally:
        database.close()


def count_of(world: SmallWorld) -> int:
    with world.database.visit(system(world.elm)) as visit:
        return verify_chain(visit)


def test_six_threads_make_one_chain(either: SmallWorld) -> None:
    before = count_of(either)
    append(either.settings.database_url, either.elm, 120, threads=6)
    assert count_of(either) == before + 120


@pytest.mark.slow
def test_six_processes_make_one_chain(either: SmallWorld) -> None:
    before = count_of(either)
    at_once(6, append, either.settings.database_url, either.elm, 40, 2)
    assert count_of(either) == before + 240


def test_the_way_of_a_link_is_told(small: SmallWorld) -> None:
    issued = small.issue_for(Role.EDITOR)
    inside = small.browser().enter(issued.token)
    inside.post("session/sign-out")
    small.browser().exchange(issued.token)
    told = small.rows(
        "SELECT event, actor_kind, actor_name, address FROM activity WHERE entity_id = ? AND seq > 8 ORDER BY seq",
        small.ids.elm,
    )
    assert told == [
        ("link:issued", "system", "portal", None),
        ("link:opened", "user", "Editor Novak", "127.0.0.1"),
        ("session:ended", "user", "Editor Novak", "127.0.0.1"),
        ("link:refused", "system", "portal", "127.0.0.1"),
    ]


def test_forged_links_fill_no_trail(small: SmallWorld) -> None:
    before, token = rows(small), small.issue_for(Role.EDITOR).token
    for number in range(20):
        small.browser().exchange(f"{token[:-5]}{number:05}")
    assert rows(small) == before + 1


def test_environments_keep_trails_apart(small: SmallWorld) -> None:
    live = Scope(small.ids.ada, Environment.LIVE)
    with small.database.visit(system(live)) as visit:
        assert verify_chain(visit) == 1
    with small.database.visit(system(live.within(small.ids.live_elm))) as visit:
        assert verify_chain(visit) == 4
