"""A small world to attack: two firms, their clients and keys on a migrated SQLite file, and browsers that walk in."""

import re
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.app import create_app
from portal.database import Database
from portal.identity import Actor, ActorKind, ClientAccess, Environment, Role, Scope, system
from portal.migrations import migrate
from portal.models import Account
from portal.services import accounts, links
from portal.services.keys import NewKey, SigningLimits, create_key
from portal.services.links import IssuedLink, LinkRequest
from portal.settings import Settings, load
from portal.tokens import Access, KeyKind, KeyRing, LinkSealer

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
            Actor(ActorKind.ACCOUNT_KEY, scope, self.ids.account_key.id, name="first key")
            if by_key
            else system(scope)
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

    def browser(self, **headers: str) -> "Browser":
        return Browser(self, self.app.test_client(), headers)

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

    def tamper(self, *statements: str) -> None:
        """What somebody with the file and time can do to it."""
        connection = sqlite3.connect(self.file)
        try:
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                assert connection.execute(statement).rowcount > 0, statement
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


@dataclass(frozen=True)
class Browser:
    """One browser with its cookies; every request goes to the portal's own origin."""

    world: SmallWorld
    client: FlaskClient
    headers: Mapping[str, str]

    def get(self, path: str, method: str = "GET", **headers: str) -> TestResponse:
        return self.client.open(path, method=method, base_url=self.origin, headers=self._with(headers))

    def post(self, path: str, data: Mapping[str, str], **headers: str) -> TestResponse:
        given = {"Origin": self.origin, "Sec-Fetch-Site": "same-origin"} | headers
        return self.client.post(path, data=dict(data), base_url=self.origin, headers=self._with(given))

    @property
    def origin(self) -> str:
        return self.world.settings.origin

    def _with(self, headers: Mapping[str, str]) -> dict[str, str]:
        spelled = {name.replace("_", "-"): value for name, value in headers.items()}
        return {name: value for name, value in (dict(self.headers) | spelled).items() if value != ABSENT}

    def exchange(self, token: str, framed: bool = False, **headers: str) -> TestResponse:
        destination = {"Sec-Fetch-Dest": "iframe" if framed else "document"}
        return self.post("/embed/exchange", {"token": token}, **(destination | headers))

    def enter(self, token: str, framed: bool = False, keep_cookies: bool = True) -> "Inside":
        """Claim a link and follow to where its session lives."""
        destination = {"Sec-Fetch-Dest": "iframe" if framed else "document"}
        taken = self.exchange(token, framed)
        assert taken.status_code == 303, taken.text
        if not keep_cookies:
            self.forget()
        checked = self.get(taken.location, **destination)
        assert checked.status_code == 303, checked.text
        return Inside(self, checked.location, framed)

    def forget(self) -> None:
        """Lose every cookie."""
        for cookie in list(self.client._cookies.values()):
            self.client.delete_cookie(cookie.key, domain=cookie.domain, path=cookie.path)

    @property
    def cookies(self) -> dict[str, str]:
        return {cookie.key: cookie.value for cookie in self.client._cookies.values()}

    def put_cookie(self, name: str, value: str) -> None:
        self.client.set_cookie(name, value, domain=self.world.settings.origin.split("//")[1].split(":")[0])


@dataclass(frozen=True)
class Inside:
    """A browser in its session; `home` is the prefix of every page of it."""

    browser: Browser
    home: str
    framed: bool

    def get(self, path: str = "", method: str = "GET", **headers: str) -> TestResponse:
        destination = {"Sec-Fetch-Dest": "iframe" if self.framed else "document"}
        return self.browser.get(self.home + path, method, **(destination | headers))

    @property
    def status(self) -> int:
        return self.get("session/").status_code

    def csrf(self) -> str:
        found = re.search(r'name="csrf_token" value="([0-9a-f]{64})"', self.get("session/").text)
        assert found is not None
        return found[1]

    def post(self, path: str, csrf: str | None = None, **data: str) -> TestResponse:
        return self.browser.post(self.home + path, data | {"csrf_token": self.csrf() if csrf is None else csrf})

    @property
    def slot(self) -> str:
        return self.home.split("/")[2]

    @property
    def cookie(self) -> tuple[str, str]:
        name = f"__Host-es_{self.slot}"
        return name, self.browser.cookies[name]


ABSENT = "\0"
MakeWorld = Callable[..., SmallWorld]


def seed(folder: Path) -> Ids:
    """Make the two firms in a new database in the folder, with the keys that lie there."""
    settings = load({"PORTAL_DATA_DIR": str(folder)})
    migrate(settings.database_url)
    return seed_into(settings)


def build(seeded: Path, ids: Ids, folder: Path, **environ: str) -> SmallWorld:
    """A portal on a copy of what was seeded; `environ` overrides its settings."""
    shutil.copytree(seeded, folder, dirs_exist_ok=True)
    return open_world(load(GENEROUS | {"PORTAL_DATA_DIR": str(folder)} | environ), ids)


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
        accounts.add_origin(visit, FIRM)
        account_key = create_key(visit, ring, KeyKind.ACCOUNT, "first key")
        wide = SigningLimits(max_role=Role.EDITOR, allow_full_entity=True)
        signing_key = create_key(visit, ring, KeyKind.LINK, "signing", limits=wide)
        staff = accounts.add_staff(visit, name="Sara Kovač", email="sara@ada.example")
        idle_staff = accounts.add_staff(visit, name="Tim Rus", email="tim@ada.example")
    elm = _entity(database, firm, "Elm Studio d.o.o.", ClientAccess.USERS)
    with database.visit(system(firm), at=LONG_AGO) as visit:
        narrow = SigningLimits(entity_ids=(elm,), max_seconds=60)
        narrow_key = create_key(visit, ring, KeyKind.LINK, "narrow", limits=narrow)
    with database.visit(system(firm.within(elm)), at=LONG_AGO) as visit:
        users = {
            role: accounts.add_user(visit, database, email=f"{role}@elm.example", name=f"{role.title()} Novak", role=role)
            for role in Role
        }
        accounts.assign_staff(visit, staff, "Sara Kovač")
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
        return accounts.create_entity(
            visit,
            database,
            name=name,
            country="SI",
            currency="EUR",
            locale="en",
            timezone="Europe/Ljubljana",
            client_access=access,
        )


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)
