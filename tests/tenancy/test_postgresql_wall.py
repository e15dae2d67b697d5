"""PostgreSQL's part of the wall: which role may serve, and that every table is held."""

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from portal.database import Database
from portal.engines import ownership_rules
from portal.errors import SettingsRefused
from portal.tenancy.postgresql_wall import policies
from tests.tenancy.places import ON_POSTGRESQL, Place
from tests.tenancy.world import OURS, Backend, open_backend

pytestmark = ON_POSTGRESQL
FORCED = (
    "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
    "WHERE nspname = 'public' AND relkind IN ('r', 'p')"
)


def refusal(url: str) -> str:
    database = Database(url)
    try:
        database.refuse_powerful_role()
    except SettingsRefused as refused:
        return str(refused)
    finally:
        database.close()
    return ""


def do_powerfully(place: Place, *statements: str) -> None:
    engine = create_engine(place.powerful_url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_every_table_is_held_for_its_owner_too(walled: Backend) -> None:
    with walled.in_the_open() as connection:
        held = {name: (on, forced) for name, on, forced in connection.execute(text(FORCED))}
        written = {
            (table, name) for table, name in connection.execute(text("SELECT tablename, policyname FROM pg_policies"))
        }
    assert held.pop("alembic_version") == (False, False)
    assert held == dict.fromkeys(ownership_rules(), (True, True))
    assert {("credential", "door"), *((table, "scope") for table in held)} <= written


def test_the_policies_are_those_of_the_declarations(fresh_place: Place) -> None:
    """The migration spells them out; a declaration that changed since needs a migration."""
    question = "SELECT tablename, policyname, permissive, cmd, qual, with_check FROM pg_policies ORDER BY 1, 2"
    engine = create_engine(fresh_place.powerful_url, poolclass=NullPool)
    with engine.connect() as connection:
        migrated = connection.execute(text(question)).all()
        for table, policy in [(row.tablename, row.policyname) for row in migrated]:
            connection.exec_driver_sql(f'DROP POLICY {policy} ON "{table}"')
        for statement in policies(ownership_rules()):
            connection.exec_driver_sql(statement)
        assert connection.execute(text(question)).all() == migrated


def test_the_portals_own_role_may_serve(fresh_place: Place) -> None:
    assert refusal(fresh_place.url) == ""


def test_owner_and_superuser_may_not(fresh_place: Place) -> None:
    assert "PORTAL_DATABASE_URL" in refusal(fresh_place.owner_url)
    assert "PORTAL_DATABASE_URL" in refusal(fresh_place.powerful_url)


def test_a_table_that_is_not_held_stops_the_start(fresh_place: Place) -> None:
    do_powerfully(fresh_place, "ALTER TABLE customer NO FORCE ROW LEVEL SECURITY")
    assert "customer" in refusal(fresh_place.url)
    do_powerfully(fresh_place, "ALTER TABLE customer FORCE ROW LEVEL SECURITY", "CREATE TABLE extra (id text)")
    assert "extra" in refusal(fresh_place.url)


def test_the_owner_sees_nothing_either(walled: Backend, fresh_place: Place) -> None:
    backend = open_backend(fresh_place.owner_url, fresh_place.powerful_url)
    with backend.in_the_open() as connection:
        connection.execute(
            text(
                "INSERT INTO account (id, name, viewers_export, limits, created_at) "
                "VALUES ('a', 'b', true, '{}', now())"
            )
        )
    with backend.database.transaction(OURS, writing=False) as connection:
        assert connection.scalar(text("SELECT count(*) FROM account")) == 0
    backend.close()
