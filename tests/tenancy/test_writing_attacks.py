"""Writing outside the scope: through the fence, and with the wall alone. Afterwards every row is as it was."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.identity import Actor, ActorKind, Scope, system
from portal.models import (
    Account,
    Customer,
    Membership,
)
from portal.tenancy.fence import FenceBreached, FencedSession
from tests.tenancy.attempts import REFUSALS
from tests.tenancy.places import ON_SQLITE
from tests.tenancy.statements import (
    BARE,
    CORE,
    FOREIGNS,
    MIXED,
    NEW,
    SIBLINGS,
    SQLITE_ONLY,
    STATEMENTS,
    bare,
    customers,
)
from tests.tenancy.world import NOON, OURS, Backend, tables

ACCOUNT = Scope(OURS.account_id, OURS.environment)


def everything(backend: Backend) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    with backend.in_the_open() as connection:
        return {table.name: sorted(map(repr, connection.execute(select(table)))) for table in tables()}


@pytest.mark.parametrize("name", BARE)
def test_the_wall_alone_keeps_every_row(walled: Backend, name: str) -> None:
    before = everything(walled)
    try:
        with walled.database.transaction(OURS, writing=True) as connection:
            BARE[name](connection)
    except DBAPIError:
        pass
    assert everything(walled) == before


@ON_SQLITE
@pytest.mark.parametrize("name", SQLITE_ONLY)
def test_sqlites_own_ways_of_writing_keep_every_row(walled: Backend, name: str) -> None:
    before = everything(walled)
    with pytest.raises(DBAPIError), walled.database.transaction(OURS, writing=True) as connection:
        bare(SQLITE_ONLY[name])(connection)
    assert everything(walled) == before


@pytest.mark.parametrize("name", [*STATEMENTS, *CORE])
def test_the_reading_connection_writes_nothing(walled: Backend, name: str) -> None:
    before = everything(walled)
    with pytest.raises(DBAPIError), walled.database.transaction(OURS, writing=False) as connection:
        BARE[name](connection)
    assert everything(walled) == before


def test_in_the_open_the_statements_write(fresh_walled: Backend) -> None:
    """The control: without a wall nearly each of them changes something, or is stopped by a product trigger."""
    before, idle = everything(fresh_walled), []
    for name, write in BARE.items():
        with fresh_walled.unwalled.connect() as connection:
            try:
                write(connection)
            except DBAPIError:
                idle.append(name)
                continue
            changed = any(
                sorted(map(repr, connection.execute(select(table)))) != before[table.name] for table in tables()
            )
            if not changed:
                idle.append(name)
    assert not set(idle) - {
        "not a row of ours",
        "edit activity",
        "delete activity",
        "activity of others",
        "own head away",
        "insert from select",
    }, idle


FENCED: dict[str, Callable[[FencedSession], object]] = {
    "add a sibling's": lambda s: s.add(Customer(id="new", **SIBLINGS, **NEW)),
    "add a foreign": lambda s: s.add(Customer(id="new", **FOREIGNS, **NEW)),
    "add a mixed": lambda s: s.add(Customer(id="new", **MIXED, **NEW)),
    "add of another environment": lambda s: s.add(Customer(id="new", environment="live", **NEW)),
    "move": lambda s: setattr(s.scalars(select(Customer)).one(), "entity_id", "ent_sibling"),
    "move to an account": lambda s: setattr(s.scalars(select(Customer)).one(), "account_id", "acc_two"),
    "merge": lambda s: s.merge(Customer(id="customer-sibling", **SIBLINGS, **NEW)),
    "core": lambda s: s.execute(select(customers)),
    "core insert": lambda s: s.execute(insert(customers).values(id="new", **SIBLINGS, **NEW)),
    "orm insert": lambda s: s.execute(insert(Customer), [{"id": "new", **SIBLINGS, **NEW}]),
    "orm insert values": lambda s: s.execute(insert(Customer).values(id="new", **SIBLINGS, **NEW)),
    "text": lambda s: s.execute(text("SELECT * FROM customer")),
    "from statement": lambda s: s.execute(select(Customer).from_statement(text("SELECT * FROM customer"))).all(),
    "scalar of text": lambda s: s.scalar(text("SELECT name FROM customer")),
    "bulk save": lambda s: s.bulk_save_objects([Customer(id="new", **SIBLINGS, **NEW)]),
    "bulk insert": lambda s: s.bulk_insert_mappings(Customer.__mapper__, [{"id": "new", **SIBLINGS, **NEW}]),
    "bulk update": lambda s: s.bulk_update_mappings(Customer.__mapper__, [{"id": "customer-sibling", "name": "x"}]),
    "connection": lambda s: s.connection(),
    "function": lambda s: s.execute(func.now()),
}


@pytest.mark.parametrize("name", FENCED)
def test_the_fence_refuses(walled: Backend, name: str) -> None:
    def write() -> None:
        with (
            walled.database.transaction(OURS, writing=True) as connection,
            FencedSession(connection, OURS, writable=True) as session,
        ):
            FENCED[name](session)
            session.flush()

    before = everything(walled)
    with pytest.raises(FenceBreached):
        write()
    assert everything(walled) == before


def test_updates_and_deletes_through_the_fence_stop_at_it(fresh_walled: Backend) -> None:
    with (
        fresh_walled.database.transaction(OURS, writing=True) as connection,
        FencedSession(connection, OURS, writable=True) as session,
    ):
        assert session.execute(update(Customer).values(email="seen").returning(Customer.id)).all() == [
            ("customer-ours",)
        ]
        assert session.execute(delete(Membership).returning(Membership.id)).all() == [("membership-ours",)]
    with fresh_walled.in_the_open() as connection, Session(connection) as session:
        assert session.scalars(select(Customer.id).where(Customer.email == "seen")).all() == ["customer-ours"]
        assert len(session.scalars(select(Membership.id)).all()) == 3


def test_a_reading_session_does_not_flush(walled: Backend) -> None:
    with walled.database.visit(system(OURS)) as visit:
        visit.session.add(Customer(id="new", **NEW))
        with pytest.raises(FenceBreached, match="reads"):
            visit.session.flush()
        visit.session.expunge_all()
        for statement in (update(Customer).values(name="x"), delete(Customer)):
            with pytest.raises(FenceBreached):
                visit.session.execute(statement)


def test_a_new_row_is_stamped_with_the_scope_it_is_written_in(fresh_walled: Backend) -> None:
    with fresh_walled.database.visit(system(OURS)) as visit, visit.write() as writing:
        writing.add(Customer(id="new", **NEW))
    with fresh_walled.in_the_open() as connection, Session(connection) as session:
        row = session.scalars(select(Customer).where(Customer.id == "new")).one()
        assert (row.account_id, row.environment, row.entity_id) == ("acc_one", "sandbox", "ent_ours")


def test_from_the_account_nothing_inside_an_entity_is_written(walled: Backend) -> None:
    before = everything(walled)
    for row in (Customer(id="new", **SIBLINGS, **NEW), Account(id="acc_new", name="x", created_at=NOON)):
        with (
            pytest.raises(REFUSALS),
            walled.database.visit(Actor(ActorKind.ACCOUNT_KEY, ACCOUNT)) as visit,
            visit.write() as writing,
        ):
            writing.add(row)
    assert everything(walled) == before


def test_what_fails_inside_a_write_leaves_nothing_of_it(walled: Backend) -> None:
    def refuse(_session: FencedSession, _actor: Actor) -> None:
        raise PermissionError("the right is gone")

    before = everything(walled)
    with walled.database.visit(system(OURS), recheck=refuse) as visit, pytest.raises(PermissionError), visit.write():
        raise AssertionError("the block began although the recheck refused")
    with pytest.raises(ZeroDivisionError):
        break_in_the_middle(walled)
    assert everything(walled) == before


def break_in_the_middle(walled: Backend) -> None:
    with walled.database.visit(system(OURS)) as visit, visit.write() as writing:
        writing.add(Customer(id="new", **NEW))
        writing.flush()
        raise ZeroDivisionError
