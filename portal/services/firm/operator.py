"""What the operator at the machine may ask without a key: where an entity is, which accounts there are. Never reached
from the web."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, create_engine, make_url, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from portal.database import Database
from portal.door import look_up
from portal.errors import DatabaseUnavailable, NotFound
from portal.identity import Scope
from portal.models import Account
from portal.services.firm.keys import name_of_key


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account among all of this installation's."""

    id: str
    name: str
    created_at: datetime


def find_entity_scope(database: Database, entity_id: str) -> Scope:
    """The scope of an entity by its id alone; NotFound when there is none."""
    found = look_up(database, name_of_entity(entity_id))
    if found is None:
        raise NotFound(f"there is no entity {entity_id}")
    return found.scope


def find_key_scope(database: Database, key_id: str) -> Scope:
    """The scope of a key by its id alone; NotFound when there is none."""
    found = look_up(database, name_of_key(key_id))
    if found is None:
        raise NotFound(f"there is no key {key_id}")
    return found.scope


def name_of_entity(entity_id: str) -> str:
    """What the door knows an entity by when only its id is at hand."""
    return f"entity:{entity_id}"


def list_accounts(owner_url: str) -> tuple[AccountLine, ...]:
    """All accounts, oldest first: the one question that no scope answers.

    `owner_url` is the SQLite file, which is the operator's own, or the address of the owner of the tables on
    PostgreSQL: the portal's own role cannot ask this, by design. Reads one table and writes nothing. Raises
    DatabaseUnavailable.
    """
    table = Account.__table__.c
    engine = create_engine(owner_url, poolclass=NullPool, hide_parameters=True)
    try:
        with engine.connect() as connection, connection.begin() as transaction:
            if make_url(owner_url).get_backend_name() != "sqlite":
                _lift_force(connection)
            found = connection.execute(
                select(table.id, table.name, table.created_at).order_by(table.created_at, table.id)
            ).all()
            transaction.rollback()
    except SQLAlchemyError as error:
        raise DatabaseUnavailable(type(error).__name__) from error
    finally:
        engine.dispose()
    return tuple(AccountLine(*columns) for columns in found)


def _lift_force(connection: Connection) -> None:
    """Row-level security binds the owner, too, unless it is lifted; the transaction is rolled back, so that nobody
    else ever sees it lifted. It waits two seconds at most for those who are reading: they would wait behind it."""
    connection.execute(text("SET LOCAL lock_timeout = '2s'"))
    connection.execute(text("ALTER TABLE account NO FORCE ROW LEVEL SECURITY"))
