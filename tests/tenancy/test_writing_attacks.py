"""Writing outside the scope: through the fence, and with the wall alone. Afterwards every row of others is as it was."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, delete, func, insert, literal, select, text, update
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
from tests.tenancy.world import NOON, OURS, Backend, tables

ACCOUNT = Scope(OURS.account_id, OURS.environment)
SIBLINGS = {"account_id": "acc_one", "environment": "sandbox", "entity_id": "ent_sibling"}
FOREIGNS = {"account_id": "acc_two", "environment": "sandbox", "entity_id": "ent_foreign"}
MIXED = {"account_id": "acc_two", "environment": "sandbox", "entity_id": "ent_ours"}
NEW = {"name": "stolen", "address": {}, "created_at": NOON}
customers = Customer.__table__


def everything(backend: Backend) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    with backend.in_the_open() as connection:
        return {table.name: sorted(map(repr, connection.execute(select(table)))) for table in tables()}


def upsert(connection: Connection) -> object:
    head = "INSERT INTO customer (id, account_id, environment, entity_id, name, address, created_at) VALUES "
    ours = "('customer-sibling', 'acc_one', 'sandbox', 'ent_ours', 'stolen', '{}', '2026-01-01 00:00:00')"
    return connection.execute(
        text(f"{head}{ours} ON CONFLICT (id) DO UPDATE SET name = 'stolen' RETURNING customer.id")
    )


def copy(source: str) -> str:
    columns = "id, account_id, environment, entity_id, name, address, created_at"
    return (
        f"INSERT INTO customer ({columns}) SELECT 'taken-' || id, 'acc_one', 'sandbox', 'ent_ours', "
        f"{source} AND account_id || entity_id <> 'acc_oneent_ours'"
    )


# Bare statements on the writing connection: the wall alone stands in the way. {main} is the schema's name.
STATEMENTS: dict[str, str] = {
    "insert foreign": "INSERT INTO customer (id, account_id, environment, entity_id, name, address, created_at) "
    "VALUES ('new', 'acc_two', 'sandbox', 'ent_foreign', 'x', '{{}}', '2026-01-01 00:00:00')",
    "insert sibling": "INSERT INTO customer (id, account_id, environment, entity_id, name, address, created_at) "
    "VALUES ('new', 'acc_one', 'sandbox', 'ent_sibling', 'x', '{{}}', '2026-01-01 00:00:00')",
    "insert qualified": "INSERT INTO {main}.customer (id, account_id, environment, entity_id, name, address, created_at) "
    "VALUES ('new', 'acc_one', 'sandbox', 'ent_sibling', 'x', '{{}}', '2026-01-01 00:00:00')",
    "update all": "UPDATE customer SET name = 'x' WHERE entity_id <> 'ent_ours'",
    "update one": "UPDATE customer SET name = 'x' WHERE id = 'customer-sibling'",
    "update qualified": "UPDATE {main}.customer SET name = 'x' WHERE id = 'customer-sibling'",
    "update returning": "UPDATE customer SET name = 'x' WHERE id = 'customer-sibling' RETURNING id",
    "update from": "UPDATE customer SET name = o.name FROM {main}.customer AS o WHERE o.id <> customer.id",
    "update by subselect": "UPDATE customer SET name = (SELECT max(name) FROM {main}.customer WHERE name <> 'CANARY-ours') "
    "WHERE id = 'customer-ours' AND EXISTS (SELECT 1 FROM {main}.customer WHERE id = 'customer-sibling')",
    "update by key of others": "UPDATE customer SET name = 'x' WHERE id = 'customer-ours' AND EXISTS "
    "(SELECT 1 FROM {main}.customer WHERE id = 'customer-sibling')",
    "steal": "UPDATE customer SET entity_id = 'ent_ours' WHERE id = 'customer-sibling'",
    "give away": "UPDATE customer SET entity_id = 'ent_sibling' WHERE id = 'customer-ours'",
    "give to another account": "UPDATE customer SET account_id = 'acc_two', entity_id = 'ent_foreign' WHERE id = 'customer-ours'",
    "change environment": "UPDATE customer SET environment = 'live' WHERE id = 'customer-ours'",
    "delete all": "DELETE FROM customer WHERE entity_id <> 'ent_ours'",
    "delete one": "DELETE FROM customer WHERE id = 'customer-foreign'",
    "delete qualified": "DELETE FROM {main}.customer WHERE id = 'customer-foreign'",
    "delete returning": "DELETE FROM customer WHERE id = 'customer-foreign' RETURNING *",
    "delete what hangs on others": "DELETE FROM payment WHERE document_id = 'document-sibling'",
    "copy": copy("name, '{{}}', created_at FROM {main}.customer WHERE 1 = 1"),
    "copy keys": copy("id, '{{}}', '2026-01-01 00:00:00' FROM {main}.customer WHERE 1 = 1"),
    "copy keys of credentials": copy(
        "digest, '{{}}', '2026-01-01 00:00:00' FROM (SELECT digest AS id, digest, "
        "account_id, entity_id FROM {main}.credential WHERE entity_id IS NOT NULL) AS c WHERE 1 = 1"
    ),
    "copy by cte": copy(
        "name, '{{}}', created_at FROM (WITH frozen_document AS (SELECT * FROM {main}.customer) "
        "SELECT * FROM frozen_document) AS taken WHERE 1 = 1"
    ),
    "cte first": "WITH g_insert_customer AS (SELECT * FROM {main}.customer) INSERT INTO customer (id, account_id, "
    "environment, entity_id, name, address, created_at) SELECT 'taken-' || id, 'acc_one', 'sandbox', 'ent_ours', name, "
    "'{{}}', created_at FROM g_insert_customer WHERE entity_id <> 'ent_ours'",
    "change the account": "UPDATE account SET name = 'x' WHERE id = 'acc_one'",
    "change another account": "UPDATE account SET name = 'x' WHERE id = 'acc_two'",
    "add an origin": "INSERT INTO origin (id, account_id, environment, origin, frames, returns, created_at) "
    "VALUES ('new', 'acc_one', 'sandbox', 'https://evil.test', true, true, '2026-01-01 00:00:00')",
    "take an origin away": "DELETE FROM origin WHERE id = 'origin-one-sandbox'",
    "add staff": "INSERT INTO staff (id, account_id, environment, name, email, created_at) "
    "VALUES ('new', 'acc_one', 'sandbox', 'x', 'x', '2026-01-01 00:00:00')",
    "rename a sibling": "UPDATE entity SET name = 'x' WHERE id = 'ent_sibling'",
    "become another": "UPDATE entity SET id = 'ent_new' WHERE id = 'ent_ours'",
    "rename another's user": "UPDATE client_user SET name = 'x' WHERE id = 'client_user-sibling'",
    "a user of another account": "INSERT INTO client_user (id, account_id, environment, email, name, created_at) "
    "VALUES ('new', 'acc_two', 'sandbox', 'x', 'x', '2026-01-01 00:00:00')",
    "a credential of others": "UPDATE credential SET subject = 'portal_session-ours' WHERE digest = 'credential-sibling'",
    "edit activity": "UPDATE activity SET event = 'forged' WHERE id = 'activity-ours'",
    "delete activity": "DELETE FROM activity WHERE id = 'activity-ours'",
    "activity of others": "DELETE FROM activity WHERE id = 'activity-sibling'",
    "head of others": "UPDATE activity_head SET seq = 0 WHERE chain = 'activity_head-sibling'",
    "own head away": "DELETE FROM activity_head WHERE chain = 'activity_head-ours'",
    "not a row of ours": "UPDATE customer SET name = 'x' WHERE id = 'customer-ours' AND 1 = 0",
}
SQLITE_ONLY = {
    "replace": "INSERT OR REPLACE INTO {main}.customer (id, account_id, environment, entity_id, name, address, "
    "created_at) VALUES ('customer-sibling', 'acc_one', 'sandbox', 'ent_ours', 'x', '{{}}', '2026-01-01 00:00:00')",
    "replace, the short way": "REPLACE INTO customer (id, account_id, environment, entity_id, name, address, created_at)"
    " VALUES ('customer-sibling', 'acc_one', 'sandbox', 'ent_ours', 'x', '{{}}', '2026-01-01 00:00:00')",
    "update or replace": "UPDATE OR REPLACE customer SET id = 'customer-sibling' WHERE id = 'customer-ours'",
    "ignore the guard": "INSERT OR IGNORE INTO {main}.customer (id, account_id, environment, entity_id, name, address, "
    "created_at) VALUES ('new', 'acc_one', 'sandbox', 'ent_sibling', 'x', '{{}}', '2026-01-01 00:00:00')",
    "replace activity": "INSERT OR REPLACE INTO {main}.activity SELECT * FROM activity WHERE id = 'activity-ours'",
    "write a view": "INSERT INTO temp.customer (id) VALUES ('new')",
    "the schema": "DELETE FROM sqlite_master",
    "sequence": "DELETE FROM sqlite_sequence",
}
CORE: dict[str, Callable[[Connection], object]] = {
    "upsert": upsert,
    "insert": lambda c: c.execute(insert(customers).values(id="new", **SIBLINGS, **NEW)),
    "insert of many": lambda c: c.execute(
        insert(customers), [{"id": "new-1", **NEW, **MIXED}, {"id": "new-2", **NEW, **FOREIGNS}]
    ),
    "insert, one good and one bad": lambda c: c.execute(
        insert(customers),
        [{"id": "new-1", **NEW, **SIBLINGS, "entity_id": "ent_ours"}, {"id": "new-2", **NEW, **SIBLINGS}],
    ),
    "insert from select": lambda c: c.execute(
        insert(customers).from_select(
            ["id", "account_id", "environment", "entity_id", "name", "address", "created_at"],
            select(
                literal("new"),
                *(literal(each) for each in SIBLINGS.values()),
                customers.c.name,
                customers.c.address,
                customers.c.created_at,
            ),
        )
    ),
    "update": lambda c: c.execute(update(customers).where(customers.c.id == "customer-sibling").values(name="x")),
    "update all": lambda c: c.execute(update(customers).where(customers.c.id != "customer-ours").values(name="x")),
    "delete": lambda c: c.execute(delete(customers).where(customers.c.entity_id == "ent_foreign")),
    "move": lambda c: c.execute(update(customers).values(**SIBLINGS).where(customers.c.id == "customer-ours")),
}


def bare(statement: str) -> Callable[[Connection], object]:
    def execute(connection: Connection) -> object:
        main = "main" if connection.dialect.name == "sqlite" else "public"
        return connection.exec_driver_sql(statement.format(main=main))

    return execute


BARE = {name: bare(statement) for name, statement in STATEMENTS.items()} | CORE


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
    before = everything(walled)
    with (
        pytest.raises(FenceBreached),
        walled.database.transaction(OURS, writing=True) as connection,
        FencedSession(connection, OURS, writable=True) as session,
    ):
        FENCED[name](session)
        session.flush()
    assert everything(walled) == before


def test_updates_and_deletes_through_the_fence_stop_at_it(fresh_walled: Backend) -> None:
    with (
        fresh_walled.database.transaction(OURS, writing=True) as connection,
        FencedSession(connection, OURS, writable=True) as session,
    ):
        assert session.execute(update(Customer).values(email="seen")).rowcount == 1
        assert session.execute(delete(Membership)).rowcount == 1
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
    with walled.database.visit(system(OURS)) as visit, pytest.raises(ZeroDivisionError), visit.write() as writing:
        writing.add(Customer(id="new", **NEW))
        writing.flush()
        raise ZeroDivisionError
    assert everything(walled) == before
