"""`portal migrate`: bring the database to the schema of this version."""

import click

from portal.errors import SettingsRefused
from portal.migrations import migrate, newest_revision, role_of
from portal.secret_keys import make_data_dir
from portal.settings import Settings, load


def migrate_configured(settings: Settings) -> None:
    """Migrate the configured database; on PostgreSQL as the owner, granting the portal's role the use of it."""
    if settings.database_url.startswith("sqlite"):
        make_data_dir(settings.data_dir)
        migrate(settings.database_url)
        return
    if not settings.migration_database_url:
        raise SettingsRefused("set PORTAL_MIGRATION_DATABASE_URL to the owner of the tables")
    app_role = role_of(settings.database_url)
    if app_role == role_of(settings.migration_database_url):
        raise SettingsRefused("PORTAL_DATABASE_URL and PORTAL_MIGRATION_DATABASE_URL must be two different roles")
    migrate(settings.migration_database_url, app_role=app_role)


@click.command(name="migrate")
def command() -> None:
    """Bring the database to the schema of this version: all of it or nothing."""
    migrate_configured(load())
    click.echo(f"The database is at revision {newest_revision()}.")
