"""Reading round the wall with bare SQL, on the reading and on the writing connection, with no fence before it."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from functools import partial

import pytest
from sqlalchemy import Connection, Executable, exists, func, literal_column, select, table, text, union, update
from sqlalchemy.exc import DBAPIError

from portal.models import Account, Customer, Document
from tests.tenancy.attempts import Outcome, attempt
from tests.tenancy.places import ON_POSTGRESQL, ON_SQLITE
from tests.tenancy.world import FOREIGN, OURS, SIBLING, Backend, canary

# Each of these tells of others where there is no wall (tested below). {main} is the schema's own name.
REACHING = {
    "plain": "SELECT * FROM customer",
    "by id": "SELECT * FROM customer WHERE id = 'customer-sibling'",
    "by entity": "SELECT * FROM customer WHERE entity_id = 'ent_sibling'",
    "or": "SELECT * FROM customer WHERE entity_id = 'ent_ours' OR 1 = 1",
    "qualified": "SELECT * FROM {main}.customer",
    "qualified and quoted": 'SELECT * FROM "{main}"."customer"',
    "qualified, commented": "SELECT * FROM {main} /* */ . customer",
    "union": "SELECT name FROM customer UNION SELECT name FROM {main}.customer",
    "cte of the table's name": "WITH customer AS (SELECT * FROM {main}.customer) SELECT * FROM customer",
    "recursive cte": "WITH RECURSIVE customer(name) AS (SELECT name FROM {main}.customer) SELECT name FROM customer",
    "cte of a trigger's name": "WITH frozen_document AS (SELECT * FROM {main}.customer) SELECT * FROM frozen_document",
    "cte of a guard's name": "WITH g_insert_customer AS (SELECT * FROM {main}.customer) "
    "SELECT * FROM g_insert_customer",
    "derived table": "SELECT * FROM (SELECT * FROM {main}.customer) AS customer",
    "scalar": "SELECT (SELECT max(name) FROM {main}.customer WHERE entity_id = 'ent_sibling')",
    "exists": "SELECT 'customer-sibling' WHERE EXISTS (SELECT 1 FROM {main}.customer WHERE id = 'customer-sibling')",
    "left join": "SELECT b.* FROM customer a LEFT JOIN {main}.customer b ON a.id <> b.id",
    "aggregate": "SELECT max(name), min(name) FROM {main}.customer",
    "window": "SELECT name, row_number() OVER (ORDER BY name) FROM {main}.customer",
    "values and join": "SELECT * FROM (VALUES (1)) AS v JOIN {main}.customer ON 1 = 1",
    "other account's origins": "SELECT * FROM {main}.origin",
    "all credentials": "SELECT * FROM {main}.credential",
    "all users": "SELECT * FROM {main}.client_user",
    "membership of others": "SELECT u.* FROM {main}.client_user u JOIN {main}.membership m ON m.user_id = u.id",
}
SQLITE = {
    "schema": "SELECT * FROM sqlite_master",
    "schema, new name": "SELECT * FROM main.sqlite_schema",
    "temp schema": "SELECT * FROM sqlite_temp_master",
    "temp schema, new name": "SELECT * FROM temp.sqlite_schema",
    "pragma": "PRAGMA table_list",
    "pragma that writes": "PRAGMA query_only = off",
    "pragma function": "SELECT * FROM pragma_table_list",
    "pragma function with a table": "SELECT * FROM pragma_table_info('customer')",
    "pragma database list": "SELECT * FROM pragma_database_list",
    "statistics": "SELECT * FROM sqlite_stat1",
    "pages": "SELECT * FROM dbstat",
    "raw pages": "SELECT * FROM sqlite_dbpage",
    "statements": "SELECT * FROM sqlite_stmt",
    "attach": "ATTACH ':memory:' AS aside",
    "detach": "DETACH temp",
    "vacuum": "VACUUM",
    "create view": "CREATE TEMP VIEW mine AS SELECT * FROM main.customer",
    "create view in main": "CREATE VIEW mine AS SELECT * FROM customer",
    "create table": "CREATE TEMP TABLE mine AS SELECT * FROM main.customer",
    "create trigger": "CREATE TEMP TRIGGER mine AFTER INSERT ON customer BEGIN SELECT 1; END",
    "create index": "CREATE INDEX mine ON customer (name)",
    "virtual table": "CREATE VIRTUAL TABLE temp.mine USING fts5(x)",
    "drop view": "DROP VIEW temp.customer",
    "drop trigger": "DROP TRIGGER temp.g_insert_customer",
    "drop trigger of the schema": "DROP TRIGGER append_only_activity_update",
    "drop table": "DROP TABLE main.customer",
    "alter": "ALTER TABLE main.customer RENAME TO mine",
    "analyze": "ANALYZE",
    "reindex": "REINDEX",
    "extension": "SELECT load_extension('nothing')",
    "row id": "SELECT rowid FROM main.customer",
}
POSTGRESQL = {
    "row security off": "SET LOCAL row_security = off; SELECT * FROM customer",
    "become the owner": "SET ROLE postgres; SELECT * FROM customer",
    "session of another": "SET SESSION AUTHORIZATION postgres; SELECT * FROM customer",
    "disable": "ALTER TABLE customer DISABLE ROW LEVEL SECURITY",
    "unforce": "ALTER TABLE customer NO FORCE ROW LEVEL SECURITY",
    "drop policy": "DROP POLICY scope ON customer",
    "new policy": "CREATE POLICY mine ON customer USING (true)",
    "disable trigger": "ALTER TABLE activity DISABLE TRIGGER append_only_activity",
    "replica": "SET LOCAL session_replication_role = replica",
    "drop": "DROP TABLE customer",
    "truncate": "TRUNCATE customer CASCADE",
    "truncate activity": "TRUNCATE activity",
    "view": "CREATE VIEW public.mine AS SELECT * FROM customer",
    "table": "CREATE TABLE public.mine AS SELECT * FROM customer",
    "copy to the server": "COPY customer TO '/tmp/customer'",
    "read a file": "SELECT pg_read_file('PG_VERSION')",
    "sample values": "SELECT most_common_vals, histogram_bounds FROM pg_statistic",
    "migrations": "DELETE FROM alembic_version",
}
WRITING = pytest.mark.parametrize("writing", [False, True], ids=["reader", "writer"])


def all_of(connection: Connection, statement: Executable) -> Sequence[object]:
    return connection.execute(statement).all()


def ask(connection: Connection, statement: str) -> Outcome:
    main = "main" if connection.dialect.name == "sqlite" else "public"
    return attempt(lambda: connection.execute(text(statement.format(main=main))).all())


@WRITING
@pytest.mark.parametrize("name", REACHING)
def test_no_statement_reaches_others(walled: Backend, name: str, writing: bool) -> None:
    with walled.in_the_open() as connection:
        assert ask(connection, REACHING[name]).leaks, "the attack is no attack: it tells nothing even without a wall"
    with walled.database.transaction(OURS, writing=writing) as connection:
        assert not ask(connection, REACHING[name]).leaks


@ON_SQLITE
@WRITING
@pytest.mark.parametrize("name", SQLITE)
def test_sqlite_refuses_what_could_open_the_wall(walled: Backend, name: str, writing: bool) -> None:
    with walled.database.transaction(OURS, writing=writing) as connection:
        refused = ask(connection, SQLITE[name]).refused
        assert refused, name
        assert ask(connection, "SELECT name FROM customer") == Outcome(repr([(canary(OURS),)]))


@ON_POSTGRESQL
@pytest.mark.parametrize("name", POSTGRESQL)
def test_postgresql_refuses_what_could_open_the_wall(walled: Backend, name: str) -> None:
    with pytest.raises(DBAPIError), walled.database.transaction(OURS, writing=True) as connection:
        connection.exec_driver_sql(POSTGRESQL[name])


@WRITING
def test_core_reaches_nobody_else(walled: Backend, writing: bool) -> None:
    customers, documents = Customer.__table__, Document.__table__
    bare = table("customer", schema="main" if walled.dialect == "sqlite" else "public")
    statements: list[Executable] = [
        select(customers),
        select(customers).where(customers.c.entity_id == SIBLING.entity_id),
        select(customers.alias()),
        select(customers.c.name).where(exists(select(documents).where(documents.c.entity_id == FOREIGN.entity_id))),
        union(select(customers.c.name), select(documents.c.party_name)),
        select(literal_column("*")).select_from(bare),
        select(select(bare).add_columns(literal_column("*")).cte("customer")),
        select(customers.c.name, func.count()).group_by(customers.c.name),
    ]
    with walled.database.transaction(OURS, writing=writing) as connection:
        for statement in statements:
            assert not attempt(partial(all_of, connection, statement)).leaks, str(statement)


@ON_SQLITE
@WRITING
def test_plans_name_no_inner_view(walled: Backend, writing: bool) -> None:
    """Whoever knew the name of an inner view could read whole tables through a CTE of that name."""
    questions = ("SELECT * FROM {0}", "SELECT * FROM {0} a FULL JOIN {0} b ON a.account_id = b.account_id")
    with walled.database.transaction(OURS, writing=writing) as connection:
        for name in (each for each in ("client_user", "customer", "activity", "key") if each != Account.__tablename__):
            for question in questions:
                for explain in ("EXPLAIN", "EXPLAIN QUERY PLAN"):
                    answer = ask(connection, f"{explain} {question.format(name)}")
                    assert answer.told
                    assert "w_" not in answer.told


@ON_SQLITE
@WRITING
def test_the_drivers_own_cursor_is_walled_too(walled: Backend, writing: bool) -> None:
    with walled.database.transaction(OURS, writing=writing) as connection:
        if writing:
            connection.execute(update(Customer).where(Customer.id == "customer-ours").values(email="e"))
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        for statement in ("SELECT id, entity_id FROM main.customer", "SELECT digest FROM main.credential"):
            with pytest.raises(sqlite3.DatabaseError, match="prohibited"), closing(driver.cursor()) as cursor:
                cursor.execute(statement)
        connection.rollback() if writing else None
