"""A scope that pairs an account with an entity that is not its own, or with one of its other world: it is nobody's."""

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.identity import Environment, Scope
from portal.models import Base, Customer
from portal.tenancy.fence import FencedSession
from tests.tenancy.seen import ORM_WAYS, TABLES, expected
from tests.tenancy.world import Backend

MIXED = [
    Scope("acc_two", Environment.SANDBOX, "ent_ours"),
    Scope("acc_one", Environment.LIVE, "ent_ours"),
    Scope("acc_nobody", Environment.SANDBOX, "ent_ours"),
    Scope("acc_one", Environment.SANDBOX, "ent_foreign"),
    Scope("acc_one", Environment.SANDBOX, "ent_never"),
]
# The public face of the account that was named; its scope was proven, the entity's was not.
PUBLIC = {"account", "origin"}
EACH = pytest.mark.parametrize(
    "scope", MIXED, ids=lambda scope: f"{scope.account_id}-{scope.environment}-{scope.entity_id}"
)


@EACH
@pytest.mark.parametrize("table", sorted(set(TABLES) - PUBLIC))
def test_it_sees_nothing(walled: Backend, table: str, scope: Scope) -> None:
    for way in ORM_WAYS:
        with walled.database.transaction(scope, writing=False) as connection:
            with Session(connection) as bare:
                assert way(bare, table) == set()
            with FencedSession(connection, scope, writable=False) as fenced:
                assert way(fenced, table) == set()
        with walled.in_the_open() as connection, FencedSession(connection, scope, writable=False) as alone:
            assert way(alone, table) == set()


@EACH
def test_it_sees_of_the_account_what_everybody_in_it_sees(walled: Backend, scope: Scope) -> None:
    outside = Scope(scope.account_id, scope.environment)
    for table in sorted(PUBLIC):
        with walled.database.transaction(scope, writing=False) as connection, Session(connection) as session:
            known = scope.account_id != "acc_nobody"
            assert ORM_WAYS[0](session, table) == (expected(table, outside) if known else set())


@EACH
def test_it_writes_nothing(walled: Backend, scope: Scope) -> None:
    table = Base.metadata.tables["customer"]
    try:
        with walled.database.transaction(scope, writing=True) as connection:
            done = connection.execute(update(table).where(Customer.id == "customer-ours").values(email="taken"))
            assert done.rowcount == 0
    except DBAPIError:
        pass
    with walled.in_the_open() as connection, Session(connection) as session:
        ours = session.get(Customer, "customer-ours")
        assert ours is not None
        assert ours.email == "CANARY-ours"
