"""One running portal over a filled database: its visitors' sessions, the links for them, and what they read."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

from bench.browser import Browser, Session
from bench.load import Target
from bench.plan import Size
from bench.postgres import Postgres
from bench.serving import BenchFailed, Server, serving
from bench.stock import Stock, take_stock
from portal.database import Database
from portal.identity import Actor, ActorKind, Environment, Scope, system
from portal.services.entry.links import LinkRequest, issue_link
from portal.services.firm.keys import create_key
from portal.settings import Settings, load
from portal.storage import Storage
from portal.tokens import Access, KeyKind, KeyRing, LinkSealer

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class House:
    """A portal that serves, and the same database as the firm's own side of the portal sees it."""

    size: Size
    stock: Stock
    settings: Settings
    database: Database
    storage: Storage
    server: Server

    @property
    def name(self) -> str:
        """How many documents, and where they are unless in SQLite."""
        return f"{self.size.name} documents" + ("" if self.in_sqlite else ", PostgreSQL")

    @property
    def in_sqlite(self) -> bool:
        """Else it is on PostgreSQL."""
        return self.database.dialect == "sqlite"

    def key(self) -> str:
        """A new key of the account, for the firm's backend."""
        account = system(Scope(self.stock.account, Environment.SANDBOX))
        with self.database.visit(account, at=datetime.now(UTC)) as visit:
            return create_key(visit, KeyRing(self.settings.secret_keys), KeyKind.ACCOUNT, f"bench {token_hex(4)}").text

    def issuer(self, entity_id: str) -> Callable[[], str]:
        """A function that issues a link to the entity's list, row and activity committed, and returns the token."""
        sealer = LinkSealer(KeyRing(self.settings.secret_keys))
        firm = Actor(ActorKind.ACCOUNT_KEY, self.stock.scope(entity_id), name="Ada & Co")
        wanted = LinkRequest(access=Access.FULL_ENTITY, view="/documents/")

        def issue() -> str:
            with self.database.visit(firm, at=datetime.now(UTC)) as visit:
                return issue_link(visit, sealer, self.settings, wanted).token

        return issue

    def enter(self, entity_id: str) -> Session:
        """A new session in the entity. Raises BenchFailed when its list does not show a full page of rows."""
        with Browser(self.server.origin) as browser:
            opened = browser.open_link(self.issuer(entity_id))
        rows = set(re.findall(rb"/documents/([a-z]{3}_[a-z2-7]{26})/", opened.page))
        if len(rows) != PAGE_ROWS:
            raise BenchFailed(f"the list shows {len(rows)} documents instead of {PAGE_ROWS}")
        return opened.session

    def lists(self, entity_id: str, name: str) -> Target:
        """The list of the entity's documents, newest first, as it opens."""
        session = self.enter(entity_id)
        return Target(name, self.server, (f"{session.home}documents/",), session.cookie)

    def documents(self, entity_id: str, name: str) -> Target:
        """The pages of the entity's documents, one after the other; each viewing is a row of the trail."""
        session = self.enter(entity_id)
        paths = tuple(f"{session.home}documents/{each}/" for each in self.stock.documents[entity_id])
        return Target(name, self.server, paths, session.cookie)


@contextmanager
def living_in(size: Size, cache: Path, folder: Path) -> Iterator[House]:
    """A portal with a copy of the filled database of this size; it ends with the block."""
    folder.mkdir(parents=True, exist_ok=True)
    stock = take_stock(size, cache, folder / "portal.db")
    with serving("portal", "serve", data_dir=folder) as server, _house(size, stock, server, folder) as house:
        yield house


@contextmanager
def living_on(postgres: Postgres, size: Size, cache: Path, folder: Path) -> Iterator[House]:
    """The same over a database with the same rows on PostgreSQL, whose CPU time counts as the portal's."""
    folder.mkdir(parents=True, exist_ok=True)
    filled = folder / "stock.db"
    stock = take_stock(size, cache, filled)
    settings = {"PORTAL_DATABASE_URL": postgres.filled(filled)}
    filled.unlink()
    with (
        serving("portal", "serve", data_dir=folder, settings=settings, database_pid=postgres.pid) as server,
        _house(size, stock, server, folder) as house,
    ):
        yield house


@contextmanager
def _house(size: Size, stock: Stock, server: Server, folder: Path) -> Iterator[House]:
    settings = load(server.environment)
    database = Database(settings.database_url)
    try:
        yield House(size, stock, settings, database, Storage(folder / "files"), server)
    finally:
        database.close()
