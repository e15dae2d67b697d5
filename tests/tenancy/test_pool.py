"""Connections are lent again and again: nothing of one scope stays on them for the next."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.database import Database
from portal.models import Customer, Document, PortalSession
from portal.tenancy.fence import FencedSession
from tests.tenancy.places import ON_POSTGRESQL, ON_SQLITE
from tests.tenancy.world import ENTITIES, OURS, OUTSIDE, SIBLING, Backend, row_id

ALTERNATIONS = 2_000
THREADS = 8


@pytest.mark.parametrize("fenced", [True, False], ids=["fence", "wall alone"])
def test_no_scope_leaks_through_the_pool(walled: Backend, fenced: bool) -> None:
    """2,000 changes of scope by 8 threads on 3 connections; every third fails in the middle."""
    database = Database(walled.url, pool_size=3)
    leaks: list[tuple[object, list[str]]] = []
    seen = [0] * THREADS
    together = threading.Barrier(THREADS)

    def work(thread: int) -> None:
        dice = random.Random(thread)
        together.wait()
        for turn in range(ALTERNATIONS // THREADS):
            scope = dice.choice([*ENTITIES, *OUTSIDE])
            try:
                with database.transaction(scope, writing=False) as connection:
                    with FencedSession(connection, scope, writable=False) if fenced else Session(connection) as session:
                        found = list(session.scalars(select(Customer.id)))
                    if found != ([row_id("customer", scope)] if scope.entity_id else []):
                        leaks.append((scope, found))
                    seen[thread] += len(found)
                    if turn % 3 == 0:
                        raise InterruptedError
            except InterruptedError:
                pass

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))
    database.close()
    assert leaks == []
    assert all(count > ALTERNATIONS // THREADS // 4 for count in seen), "the threads hardly saw anything"


def test_a_connection_given_back_has_no_scope(walled: Backend) -> None:
    database = Database(walled.url, pool_size=1)
    for writing in (False, True):
        with database.transaction(OURS, writing=writing) as connection:
            assert connection.scalars(text("SELECT id FROM customer")).all() == ["customer-ours"]
        engine = database._writer if writing else database._reader
        with engine.connect() as connection:
            assert connection.scalars(text("SELECT id FROM customer")).all() == []
    database.close()


def test_a_connection_that_failed_has_no_scope_either(walled: Backend) -> None:
    database = Database(walled.url, pool_size=1)
    for _ in range(5):
        with pytest.raises(DBAPIError), database.transaction(OURS, writing=True) as connection:
            connection.execute(text("SELECT nothing FROM nowhere"))
        with database.transaction(SIBLING, writing=True) as connection:
            assert connection.scalars(text("SELECT id FROM customer")).all() == ["customer-sibling"]
        with database._writer.connect() as connection:
            assert connection.scalars(text("SELECT id FROM customer")).all() == []
    database.close()


def test_two_scopes_at_once_do_not_mix(walled: Backend) -> None:
    with (
        walled.database.transaction(OURS, writing=False) as one,
        walled.database.transaction(SIBLING, writing=False) as two,
        walled.database.at_the_door("credential-foreign") as door,
    ):
        for _ in range(3):
            assert one.scalars(text("SELECT id FROM customer")).all() == ["customer-ours"]
            assert two.scalars(text("SELECT id FROM customer")).all() == ["customer-sibling"]
            assert door.scalars(text("SELECT digest FROM credential")).all() == ["credential-foreign"]


@ON_SQLITE
def test_statements_prepared_in_one_scope_serve_the_next(walled: Backend) -> None:
    """The driver keeps prepared statements: what they were allowed to read must not depend on who prepared them."""
    database = Database(walled.url, pool_size=1)
    for scope in ENTITIES * 20:
        with database.transaction(scope, writing=False) as connection, Session(connection) as session:
            assert [row.entity_id for row in session.scalars(select(Document))] == [scope.entity_id]
            assert [row.entity_id for row in session.scalars(select(PortalSession))] == [scope.entity_id]
    database.close()


@ON_POSTGRESQL
def test_plans_prepared_on_the_server_serve_the_next_scope(walled: Backend) -> None:
    """psycopg prepares on the server after five uses, and PostgreSQL then makes a generic plan."""
    database = Database(walled.url, pool_size=1)
    for scope in ENTITIES * 20:
        with database.transaction(scope, writing=False) as connection, Session(connection) as session:
            assert [row.entity_id for row in session.scalars(select(Document))] == [scope.entity_id]
    with database.transaction(OURS, writing=False) as connection:
        prepared = connection.scalars(text("SELECT statement FROM pg_prepared_statements")).all()
    database.close()
    assert any("FROM document" in statement for statement in prepared), "nothing was prepared: the test proves nothing"


@ON_POSTGRESQL
def test_settings_end_with_their_transaction(walled: Backend) -> None:
    names = ("portal.account", "portal.environment", "portal.entity", "portal.digest")
    database = Database(walled.url, pool_size=1)
    for _ in range(20):
        with database.transaction(OURS, writing=True):
            pass
        with database.at_the_door("credential-ours"):
            pass
        with database._reader.connect() as connection:
            values = [connection.scalar(text(f"SELECT current_setting('{name}', true)")) for name in names]
            assert not any(values)
    database.close()
