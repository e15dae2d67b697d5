"""At the queue a worker sees where the jobs of all scopes are, takes leases on them, and nothing else at all."""

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from portal.models import Base
from tests.tenancy.world import ENTITIES, OUTSIDE, Backend, row_id, tables

EVERYTHING = {row_id("queue", scope) for scope in (*ENTITIES, *OUTSIDE)}
QUEUE = Base.metadata.tables["queue"]
QUESTION = "SELECT job_id FROM queue"


def jobs(backend: Backend, question: str = QUESTION) -> set[str]:
    with backend.database.at_the_queue(taking=False) as connection:
        return set(connection.scalars(text(question)))


def test_the_queue_of_all_scopes_is_seen(walled: Backend) -> None:
    assert jobs(walled) == EVERYTHING


def test_a_connection_that_was_there_carries_nothing_over(walled: Backend) -> None:
    assert jobs(walled) == EVERYTHING
    with walled.database.transaction(ENTITIES[0], writing=False) as connection:
        assert set(connection.scalars(text(QUESTION))) == {row_id("queue", ENTITIES[0])}


@pytest.mark.parametrize("table", sorted(table.name for table in tables() if table.name != "queue"))
def test_no_other_table_is_seen(walled: Backend, table: str) -> None:
    (key,) = Base.metadata.tables[table].primary_key
    plain = select(key).select_from(Base.metadata.tables[table])
    for asked in (plain, select(QUEUE.c.job_id).union(plain)):
        try:
            assert jobs(walled, str(asked)) <= EVERYTHING
        except DBAPIError:
            assert walled.dialect == "sqlite", "a policy hides rows, it refuses no table"


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM queue",
        "INSERT INTO queue (job_id, account_id, environment, entity_id, lane, due_at) "
        "VALUES ('x', 'acc_one', 'sandbox', 'ent_ours', 'now', '2026-01-01 00:00:00')",
        "UPDATE job SET state = 'x'",
        "UPDATE account SET name = 'x'",
        "DELETE FROM document",
    ],
)
def test_nothing_but_a_lease_is_written(walled: Backend, statement: str) -> None:
    try:
        with walled.database.at_the_queue(taking=True) as connection:
            assert connection.execute(text(statement)).rowcount == 0
    except DBAPIError:
        pass
    assert jobs(walled) == EVERYTHING
    with walled.in_the_open() as connection:
        assert not set(connection.scalars(text("SELECT state FROM job"))) & {"x"}
        assert not set(connection.scalars(text("SELECT name FROM account"))) & {"x"}
        assert connection.scalar(text("SELECT count(*) FROM document"))


def test_a_lease_is(fresh_walled: Backend) -> None:
    """The control: what a worker is for."""
    with fresh_walled.database.at_the_queue(taking=True) as connection:
        done = connection.execute(text("UPDATE queue SET holder = 'me' WHERE job_id = 'queue-foreign'"))
        assert done.rowcount == 1


@pytest.mark.parametrize("column", ["account_id", "entity_id", "environment", "job_id", "lane"])
def test_on_sqlite_an_address_cannot_be_changed(walled: Backend, column: str) -> None:
    if walled.dialect != "sqlite":
        pytest.skip("a policy knows no columns; a job that is not found in a scope is not run there")
    with (
        pytest.raises(DBAPIError, match=r"not authorized|prohibited"),
        walled.database.at_the_queue(taking=True) as connection,
    ):
        connection.execute(update(QUEUE).values({column: "x"}))
