"""Statements that would write outside the scope, for the wall alone to refuse."""

from collections.abc import Callable

from sqlalchemy import Connection, delete, insert, literal, select, text, update

from portal.models import Base
from tests.tenancy.world import NOON

SIBLINGS = {"account_id": "acc_one", "environment": "sandbox", "entity_id": "ent_sibling"}
FOREIGNS = {"account_id": "acc_two", "environment": "sandbox", "entity_id": "ent_foreign"}
MIXED = {"account_id": "acc_two", "environment": "sandbox", "entity_id": "ent_ours"}
NEW = {"name": "stolen", "address": {}, "created_at": NOON}
customers = Base.metadata.tables["customer"]


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
    "insert qualified": "INSERT INTO {main}.customer (id, account_id, environment, entity_id, name, address, "
    "created_at) VALUES ('new', 'acc_one', 'sandbox', 'ent_sibling', 'x', '{{}}', '2026-01-01 00:00:00')",
    "update all": "UPDATE customer SET name = 'x' WHERE entity_id <> 'ent_ours'",
    "update one": "UPDATE customer SET name = 'x' WHERE id = 'customer-sibling'",
    "update qualified": "UPDATE {main}.customer SET name = 'x' WHERE id = 'customer-sibling'",
    "update returning": "UPDATE customer SET name = 'x' WHERE id = 'customer-sibling' RETURNING id",
    "update from": "UPDATE customer SET name = o.name FROM {main}.customer AS o WHERE o.id <> customer.id",
    "update by subselect": "UPDATE customer SET name = (SELECT max(name) FROM {main}.customer WHERE name <> "
    "'CANARY-ours') WHERE id = 'customer-ours' AND EXISTS "
    "(SELECT 1 FROM {main}.customer WHERE id = 'customer-sibling')",
    "update by key of others": "UPDATE customer SET name = 'x' WHERE id = 'customer-ours' AND EXISTS "
    "(SELECT 1 FROM {main}.customer WHERE id = 'customer-sibling')",
    "steal": "UPDATE customer SET entity_id = 'ent_ours' WHERE id = 'customer-sibling'",
    "give away": "UPDATE customer SET entity_id = 'ent_sibling' WHERE id = 'customer-ours'",
    "give to another account": "UPDATE customer SET account_id = 'acc_two', entity_id = 'ent_foreign' "
    "WHERE id = 'customer-ours'",
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
    "rename another's user": "UPDATE client_user SET email = 'x' WHERE id = 'client_user-sibling'",
    "a user of another account": "INSERT INTO client_user (id, account_id, environment, email, created_at) "
    "VALUES ('new', 'acc_two', 'sandbox', 'x', '2026-01-01 00:00:00')",
    "a credential of others": "UPDATE credential SET subject = 'portal_session-ours' "
    "WHERE digest = 'credential-sibling'",
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
    "replace, the short way": "REPLACE INTO customer (id, account_id, environment, entity_id, name, address, "
    "created_at) VALUES ('customer-sibling', 'acc_one', 'sandbox', 'ent_ours', 'x', '{{}}', '2026-01-01 00:00:00')",
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
