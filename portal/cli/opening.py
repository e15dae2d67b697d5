"""How a command of the operator's reaches the configured database, and lets go of it whatever happens."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from portal.database import Database, Visit
from portal.errors import SettingsRefused
from portal.identity import Environment, Scope, system
from portal.migrations import newest_revision, revision_at
from portal.secret_keys import make_data_dir
from portal.services.firm.accounts import show_account
from portal.services.firm.operator import find_entity_scope
from portal.settings import Settings, load
from portal.storage import Storage, open_storage
from portal.tokens import KeyRing


@dataclass(frozen=True, slots=True)
class Entered:
    """A scope that a command is in."""

    settings: Settings
    database: Database
    visit: Visit

    @property
    def ring(self) -> KeyRing:
        return KeyRing(self.settings.secret_keys)

    @property
    def storage(self) -> Storage:
        return storage_of(self.settings)


@contextmanager
def opened() -> Iterator[tuple[Settings, Database]]:
    """The settings and their database, closed at the end. Raises SettingsRefused at any other revision than ours."""
    settings = load()
    refuse_other_revision(settings)
    database = Database(settings.database_url)
    try:
        yield settings, database
    finally:
        database.close()


@contextmanager
def inside(entity_id: str) -> Iterator[Entered]:
    """Inside one entity, by its id alone. Raises NotFound."""
    with opened() as (settings, database):
        scope = find_entity_scope(database, entity_id)
        with database.visit(system(scope), at=datetime.now(UTC)) as visit:
            yield Entered(settings, database, visit)


@contextmanager
def outside(account_id: str, environment: Environment | str) -> Iterator[Entered]:
    """In an account and environment, outside any entity. Raises NotFound for an account that does not exist."""
    with opened() as (settings, database):
        scope = Scope(account_id, Environment(environment))
        with database.visit(system(scope), at=datetime.now(UTC)) as visit:
            show_account(visit)
            yield Entered(settings, database, visit)


def refuse_other_revision(settings: Settings) -> None:
    """SettingsRefused unless the database is at the revision that this version works with."""
    if settings.database_url.startswith("sqlite"):
        make_data_dir(settings.data_dir)
    stands_at = revision_at(settings.database_url)
    if stands_at != newest_revision():
        raise SettingsRefused(f"the database is at revision {stands_at}; run portal migrate first")


def storage_of(settings: Settings) -> Storage:
    """Where the bytes of files lie."""
    return open_storage(settings.storage_url, settings.data_dir)
