"""A small world to attack: two firms, their clients and keys, and a portal over them."""

import shutil
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask

from portal.app import create_app
from portal.database import Database
from portal.identity import Actor, ActorKind, ClientAccess, Environment, Role, Scope, system
from portal.migrations import migrate
from portal.models import Account
from portal.services.entry import links
from portal.services.entry.links import IssuedLink, LinkRequest
from portal.services.firm import accounts, entities, origins
from portal.services.firm.keys import NewKey, SigningLimits, create_key
from portal.services.firm.staff import add_staff, assign_staff
from portal.services.firm.users import add_user
from portal.settings import Settings, load
from portal.tokens import Access, KeyKind, KeyRing, LinkSealer
from tests.links.browsers import Browser

FIRM = "https://app.ada.example"
LONG_AGO = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
GENEROUS = {"PORTAL_LINK_ATTEMPTS_PER_MINUTE": "1000000", "PORTAL_PDF_REQUESTS_PER_MINUTE": "1000000"}


@dataclass(frozen=True, kw_only=True)
class Ids:
    """Who is who in the world."""

    ada: str
    elm: str
    birch: str
    nova: str
    shut: str
    live_elm: str
    oak: str
    oak_entity: str
    users: Mapping[Role, str]
    staff: str
    idle_staff: str
    account_key: NewKey
    signing_key: NewKey
    narrow_key: NewKey


@dataclass(frozen=True, kw_only=True)
class SmallWorld:
    """One portal with its own copy of the seeded database."""

    settings: Settings
    database: Database
    app: Flask
    ring: KeyRing
    ids: Ids
    sealer: LinkSealer = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sealer", LinkSealer(self.ring))

    @property
    def elm(self) -> Scope:
        return Scope(self.ids.ada, Environment.SANDBOX, self.ids.elm)

    @property
    def firm(self) -> Scope:
        return Scope(self.ids.ada, Environment.SANDBOX)

    def scope(self, entity_id: str) -> Scope:
        return Scope(self.ids.ada, Environment.SANDBOX, entity_id)

    def issue(
        self, wanted: LinkRequest, *, scope: Scope | None = None, at: datetime | None = None, by_key: bool = False
    ) -> IssuedLink:
        """A link, made by the portal itself or in the name of the account's key."""
        scope = scope or self.elm
        actor = (
            Actor(ActorKind.ACCOUNT_KEY, scope, self.ids.account_key.id, name="first key") if by_key else system(scope)
        )
        with self.database.visit(actor, at=at) as visit:
            return links.issue_link(visit, self.sealer, self.settings, wanted)

    def issue_for(self, whose: Role, **wanted: Any) -> IssuedLink:
        return self.issue(LinkRequest(access=Access.USER, user_id=self.ids.users[whose], **wanted))

    def issue_full(self, **wanted: Any) -> IssuedLink:
        return self.issue(LinkRequest(access=Access.FULL_ENTITY, **wanted))

    def limit(self, **seconds: int) -> None:
        """Set lifetimes of the account's own."""
        with self.database.visit(system(self.firm)) as visit, visit.write() as writing:
            account = writing.get_one(Account, self.ids.ada)
            account.limits = dict(seconds)

    def browser(self, **headers: str) -> Browser:
        return Browser(self.settings.origin, self.app.test_client(), headers)

    @property
    def file(self) -> Path:
        return Path(self.settings.database_url.removeprefix("sqlite:///"))

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows as they are in the file, past every wall."""
        connection = sqlite3.connect(self.file)
        try:
            return connection.execute(query, values).fetchall()
        finally:
            connection.close()

    def tamper(self, *statements: str, **values: object) -> None:
        """What somebody with the file and time can do to it; each statement must find a row."""
        connection = sqlite3.connect(self.file)
        try:
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                assert connection.execute(statement, values).rowcount > 0, statement
            connection.commit()
        finally:
            connection.close()

    def dump(self) -> list[str]:
        """All that the database holds, as text."""
        connection = sqlite3.connect(self.file)
        try:
            return list(connection.iterdump())
        finally:
            connection.close()

    def events(self, event: str) -> list[tuple[Any, ...]]:
        return self.rows("SELECT object_id, session_id, details FROM activity WHERE event = ? ORDER BY seq", event)

    def close(self) -> None:
        self.app.extensions["portal"].close()
        self.database.close()


MakeWorld = Callable[..., SmallWorld]


def seed(folder: Path) -> Ids:
    """Make the two firms in a new database in the folder, with the keys that lie there."""
    settings = load({"PORTAL_DATA_DIR": str(folder)})
    migrate(settings.database_url)
    return seed_into(settings)


def build(seeded: Path, ids: Ids, folder: Path, environ: Mapping[str, str]) -> SmallWorld:
    """A portal on a copy of what was seeded; `environ` overrides its settings."""
    shutil.copytree(seeded, folder, dirs_exist_ok=True)
    return open_world(load(GENEROUS | {"PORTAL_DATA_DIR": str(folder)} | dict(environ)), ids)


def open_world(settings: Settings, ids: Ids) -> SmallWorld:
    """A portal over a database that holds the two firms already."""
    database = Database(settings.database_url)
    return SmallWorld(
        settings=settings, database=database, app=create_app(settings), ring=KeyRing(settings.secret_keys), ids=ids
    )


def seed_into(settings: Settings) -> Ids:
    """Make the two firms in a migrated database."""
    database, ring = Database(settings.database_url), KeyRing(settings.secret_keys)
    try:
        return _seed(database, ring)
    finally:
        database.close()


def _seed(database: Database, ring: KeyRing) -> Ids:
    contact = accounts.Contact(name="Ana Kos", email="ana@ada.example", phone="+386 1 234 56 78")
    ada = accounts.create_account(database, "Ada & Co", contact, at=LONG_AGO)
    oak = accounts.create_account(database, "Oak LLP", accounts.Contact(email="oak@oak.example"), at=LONG_AGO)
    firm = Scope(ada, Environment.SANDBOX)
    with database.visit(system(firm), at=LONG_AGO) as visit:
        origins.add_origin(visit, FIRM)
        account_key = create_key(visit, ring, KeyKind.ACCOUNT, "first key")
        wide = SigningLimits(max_role=Role.EDITOR, allow_full_entity=True)
        signing_key = create_key(visit, ring, KeyKind.LINK, "signing", limits=wide)
        staff = add_staff(visit, name="Sara Kovač", email="sara@ada.example")
        idle_staff = add_staff(visit, name="Tim Rus", email="tim@ada.example")
    elm = _entity(database, firm, "Elm Studio d.o.o.", ClientAccess.USERS)
    with database.visit(system(firm), at=LONG_AGO) as visit:
        narrow = SigningLimits(entity_ids=(elm,), max_seconds=60)
        narrow_key = create_key(visit, ring, KeyKind.LINK, "narrow", limits=narrow)
    with database.visit(system(firm.within(elm)), at=LONG_AGO) as visit:
        users = {
            role: add_user(visit, database, email=f"{role}@elm.example", name=f"{role.title()} Novak", role=role)
            for role in Role
        }
        assign_staff(visit, staff, "Sara Kovač")
    return Ids(
        ada=ada,
        elm=elm,
        birch=_entity(database, firm, "Birch & Baum GmbH", ClientAccess.USERS),
        nova=_entity(database, firm, "Nova pekarna d.o.o.", ClientAccess.ENTITY),
        shut=_entity(database, firm, "Shut d.o.o.", ClientAccess.NONE),
        live_elm=_entity(database, Scope(ada, Environment.LIVE), "Elm Live d.o.o.", ClientAccess.USERS),
        oak=oak,
        oak_entity=_entity(database, Scope(oak, Environment.SANDBOX), "CANARY Oak Client", ClientAccess.USERS),
        users=users,
        staff=staff,
        idle_staff=idle_staff,
        account_key=account_key,
        signing_key=signing_key,
        narrow_key=narrow_key,
    )


def _entity(database: Database, scope: Scope, name: str, access: ClientAccess) -> str:
    with database.visit(system(scope), at=LONG_AGO) as visit:
        return entities.create_entity(
            visit,
            database,
            name=name,
            country="SI",
            currency="EUR",
            locale="en",
            timezone="Europe/Ljubljana",
            client_access=access,
        )
