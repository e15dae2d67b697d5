"""`portal migrate`: bring the database to the schema of this version."""

import click

from portal.database import Database
from portal.errors import SettingsRefused
from portal.migrations import migrate, newest_revision, revision_at, role_of
from portal.settings import Settings, load


def migrate_configured(settings: Settings) -> None:
    """Migrate the configured database; on PostgreSQL as the owner, granting the portal's role the use of it."""
    if settings.database_url.startswith("sqlite"):
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        migrate(settings.database_url)
        return
    if not settings.migration_database_url:
        raise SettingsRefused("set PORTAL_MIGRATION_DATABASE_URL to the owner of the tables")
    app_role = role_of(settings.database_url)
    if app_role == role_of(settings.migration_database_url):
        raise SettingsRefused("PORTAL_DATABASE_URL and PORTAL_MIGRATION_DATABASE_URL must be two different roles")
    migrate(settings.migration_database_url, app_role=app_role)


def open_database(settings: Settings) -> Database:
    """The configured database, for a command that works on it. Raises SettingsRefused at any other revision."""
    if settings.database_url.startswith("sqlite"):
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    stands_at = revision_at(settings.database_url)
    if stands_at != newest_revision():
        raise SettingsRefused(f"the database is at revision {stands_at}; run portal migrate first")
    return Database(settings.database_url)


@click.command(name="migrate")
def command() -> None:
    """Bring the database to the schema of this version: all of it or nothing."""
    migrate_configured(load())
    click.echo(f"The database is at revision {newest_revision()}.")
