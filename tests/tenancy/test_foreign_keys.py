"""The schema's own fence: no row names another entity's row, nor an entity of another account, even unwalled."""

import pytest
from sqlalchemy import Engine, Table, create_engine, event, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import NullPool

from portal.models import Base
from tests.tenancy.world import OTHERS, OURS, Backend, row_id, tables

REFERENCES = sorted(
    (table.name, constraint.referred_table.name, tuple(constraint.column_keys))
    for table in tables()
    for constraint in table.foreign_key_constraints
)
# References from one thing of an entity to another: (table, column that names it, what it names).
INNER = [
    (table, column, target)
    for table, target, columns in REFERENCES
    for column in columns
    if target != "entity" and column not in {"account_id", "environment", "entity_id"}
]


def key(table: Table) -> str:
    (column,) = table.primary_key
    return str(column.name)


def strict(backend: Backend) -> Engine:
    """Without the wall, and with foreign keys."""
    engine = create_engine(backend.unwalled.url, poolclass=NullPool)
    if backend.dialect == "sqlite":
        event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA foreign_keys = on"))
    return engine


def test_every_reference_carries_its_scope() -> None:
    for table, target, columns in REFERENCES:
        assert target == "account" or "entity_id" in columns or {"account_id", "environment"} <= set(columns), table
    below = {table.name for table in tables() if "entity_id" in table.columns}
    assert below - {table for table, target, _ in REFERENCES if target == "entity"} == {"activity_head"}
    assert len(INNER) > 8


@pytest.mark.parametrize(("table", "column", "target"), INNER, ids=str)
def test_no_row_names_what_is_anothers(walled: Backend, table: str, column: str, target: str) -> None:
    shape = Base.metadata.tables[table]
    mine = shape.c[key(shape)] == row_id(table, OURS)
    for other in OTHERS:
        of_account = target in {"staff", "client_user", "webhook"}
        if of_account and (other.account_id, other.environment) == (OURS.account_id, OURS.environment):
            continue  # these are the account's; which entities they concern is another column
        named = f"staff-{other.account_id.removeprefix('acc_')}-{other.environment}"
        named = named if target == "staff" else row_id(target, other)
        # A place of its own, so that it is the reference that fails and not a UNIQUE beside it.
        elsewhere = {name: 99 for name in ("position", "version") if name in shape.columns}
        with strict(walled).connect() as connection, pytest.raises(IntegrityError, match=r"(?i)foreign key"):
            connection.execute(update(shape).where(mine).values({column: named, **elsewhere}))


@pytest.mark.parametrize("table", sorted({table for table, target, _ in REFERENCES if target == "entity"}))
def test_no_row_mixes_accounts_and_entities(walled: Backend, table: str) -> None:
    """The account of one and the entity of another: no such pair exists to refer to."""
    shape = Base.metadata.tables[table]
    mine = shape.c[key(shape)] == row_id(table, OURS)
    for values in ({"account_id": "acc_two"}, {"environment": "live"}, {"entity_id": "ent_never"}):
        with strict(walled).connect() as connection, pytest.raises(DBAPIError, match=r"(?i)foreign key|append-only"):
            connection.execute(update(shape).where(mine).values(values))


def test_in_itself_the_update_is_harmless(walled: Backend) -> None:
    """The control: the same statements with values of one's own pass."""
    with strict(walled).connect() as connection:
        for table, column, target in INNER:
            shape = Base.metadata.tables[table]
            named = row_id(target, OURS) if target != "staff" else "staff-one-sandbox"
            done = connection.execute(
                update(shape).where(shape.c[key(shape)] == row_id(table, OURS)).values({column: named})
            )
            assert done.rowcount == 1, (table, column)
