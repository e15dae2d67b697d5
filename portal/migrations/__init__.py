"""Schema changes, run by `portal migrate` alone: on SQLite with foreign keys off and checked before the commit, on
PostgreSQL as the owner of the tables, who then lets the portal's own role use them."""

import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from portal.errors import DatabaseUnavailable

HERE = Path(__file__).parent


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def newest_revision() -> str:
    """The revision that this version of the portal works with."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise RuntimeError("no migration is shipped")
    return head


def revision_at(url: str) -> str | None:
    """The revision that a database stands at; None for an empty one. Raises DatabaseUnavailable."""
    engine = create_engine(url, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError as error:
        raise DatabaseUnavailable(type(error).__name__) from error


def role_of(url: str) -> str | None:
    """The role that a database address connects as."""
    return make_url(url).username


def migrate(url: str, *, revision: str = "head", app_role: str | None = None) -> None:
    """Bring the database at `url` to `revision` ("base" takes everything down), all of it or nothing.

    `app_role` is the PostgreSQL role that the portal itself connects as; it is granted the use of every table.
    """
    engine = create_engine(url)
    sqlite = make_url(url).get_backend_name() == "sqlite"
    if sqlite:
        event.listen(engine, "connect", _as_migration)
    try:
        with engine.connect() as connection, connection.begin():
            if sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            run = command.downgrade if revision == "base" else command.upgrade
            run(_config(connection), revision)
            if sqlite:
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if broken:
                    raise RuntimeError(f"the migration would leave {len(broken)} rows without their parents")
            elif app_role is not None and revision != "base":
                _grant(connection, app_role)
    finally:
        engine.dispose()


def _as_migration(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = off")


def _grant(connection: Connection, role: str) -> None:
    quoted = connection.dialect.identifier_preparer.quote(role)
    schema = connection.dialect.identifier_preparer.quote(
        connection.scalar(text("SELECT current_schema()")) or "public"
    )
    connection.execute(text(f"GRANT USAGE ON SCHEMA {schema} TO {quoted}"))
    connection.execute(text(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {quoted}"))
    connection.execute(text(f"REVOKE UPDATE, DELETE ON activity FROM {quoted}"))
    connection.execute(text(f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {quoted}"))
