"""How a command of the operator's reaches the configured database, and lets go of it whatever happens."""

from collections.abc import Iterator
from contextlib import contextmanager

from portal.database import Database
from portal.errors import SettingsRefused
from portal.migrations import newest_revision, revision_at
from portal.settings import Settings, load


@contextmanager
def opened() -> Iterator[tuple[Settings, Database]]:
    """The settings and their database, closed at the end. Raises SettingsRefused at any other revision than ours."""
    settings = load()
    if settings.database_url.startswith("sqlite"):
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    stands_at = revision_at(settings.database_url)
    if stands_at != newest_revision():
        raise SettingsRefused(f"the database is at revision {stands_at}; run portal migrate first")
    database = Database(settings.database_url)
    try:
        yield settings, database
    finally:
        database.close()
