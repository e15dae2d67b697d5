"""The wall on SQLite: temp views shadow every table, temp triggers guard every write, an authorizer denies the rest.

Reads: a name like `document` resolves to a temp view over a second temp view with a random name, and only that inner
view may touch the table itself. A single shadowing view would not do: a CTE named like the view walks through it.
Writes: the engine sends them to `main.<table>`, where a trigger compares the row, before and after, with the scope.
"""

import secrets
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from portal.identity import Scope
from portal.tenancy.ownership import NOBODY, Ownership

_FORMS = {
    "account": "cur_account()",
    "environment": "cur_environment()",
    "entity": "cur_entity()",
    "schema": "main.",
}
_HARMLESS = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT, sqlite3.SQLITE_RECURSIVE}
)
_WRITES = frozenset({sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE})
_LEASE = frozenset({"due_at", "holder"})
_INNER = "CREATE TEMP VIEW {view} AS SELECT * FROM main.{table} WHERE {predicate}"
_PUBLIC = "CREATE TEMP VIEW {view} AS SELECT * FROM {inner}"


class Wall:
    """The scope of one connection as its SQL functions see it. Empty, every view is empty: it fails closed."""

    __slots__ = ("_scope", "digest", "writing")

    def __init__(self) -> None:
        self._scope: Scope | None = None
        self.digest: str | None = None
        self.writing = False

    def enter(self, scope: Scope) -> None:
        self._scope = scope

    def leave(self) -> None:
        self._scope = None
        self.digest = None
        self.writing = False

    def account(self) -> str | None:
        return self._scope.account_id if self._scope else None

    def environment(self) -> str | None:
        return self._scope.environment.value if self._scope else None

    def entity(self) -> str | None:
        return self._scope.entity_id if self._scope else None


@dataclass(frozen=True, slots=True)
class _Gate:
    """What SQLite asks before it prepares a statement: may this be read, written, done at all?"""

    wall: Wall
    inner: Mapping[str, str]
    """Public view -> the inner view behind it."""
    reads: Mapping[str, frozenset[str]]
    """Inner view -> the tables that it alone may read."""
    triggers: frozenset[str]
    keys: frozenset[str]
    writable: bool

    def authorize(
        self, operation: int, first: str | None, second: str | None, database: str | None, via: str | None
    ) -> int:
        if operation == sqlite3.SQLITE_READ:
            allowed = self._readable(first or "", second or "", database, via)
        elif operation == sqlite3.SQLITE_FUNCTION:
            allowed = second != "load_extension"
        elif operation in _WRITES:
            allowed = self.writable and database == "main" and first in self.inner
        else:
            allowed = operation in _HARMLESS
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY

    def _readable(self, table: str, column: str, database: str | None, via: str | None) -> bool:
        if database == "main":
            return self._may_touch(table, column, via)
        if table in self.reads:
            return via in self.inner
        return table in self.inner or (not table.startswith("sqlite_") and database in (None, "temp"))

    def _may_touch(self, table: str, column: str, via: str | None) -> bool:
        if table in self.reads.get(via or "", ()):
            return True
        # A write finds its row by key, in the table itself, and fires triggers; a select may never look there. SQLite
        # gives the name of a CTE where it gives a trigger's: without `writing` a CTE named like one would walk through.
        return self.wall.writing and (column in self.keys if via is None else via in self.triggers)


def raise_wall(
    connection: sqlite3.Connection, rules: Mapping[str, Ownership], keys: Collection[str], *, writable: bool
) -> Wall:
    """Build the wall on a new connection; afterwards no pragma, attach, or change of schema is possible on it.

    `keys` are the columns that primary and foreign keys are made of: a write must be able to find its row by them.
    """
    wall = Wall()
    for name, function in (("account", wall.account), ("environment", wall.environment), ("entity", wall.entity)):
        # Within one statement the scope cannot change, so SQLite need not ask again for each row.
        connection.create_function(f"cur_{name}", 0, function, deterministic=True)
    triggers: set[str] = set()
    if writable:
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        triggers.update(name for (name,) in found)
        for table, rule in rules.items():
            triggers.update(_guard_writes(connection, table, rule))
    inner = {table: f"w_{secrets.token_hex(16)}" for table in rules}
    for table, rule in rules.items():
        predicate = _choose(rule.reading(inside=True), rule.reading(inside=False))
        connection.execute(_INNER.format(view=inner[table], table=table, predicate=predicate))
        connection.execute(_PUBLIC.format(view=table, inner=inner[table]))
    if not writable:
        connection.execute("PRAGMA query_only = on")
    reads = {inner[table]: frozenset({table, *rule.reads}) for table, rule in rules.items()}
    gate = _Gate(wall, inner, reads, frozenset(triggers), frozenset(keys), writable)
    connection.set_authorizer(gate.authorize)
    return wall


def raise_door(connection: sqlite3.Connection) -> Wall:
    """The narrowest wall: one view of `credential` that holds only the row of the digest that is being asked for."""
    wall = Wall()
    connection.create_function("cur_digest", 0, lambda: wall.digest)
    inner = f"w_{secrets.token_hex(16)}"
    connection.execute(_INNER.format(view=inner, table="credential", predicate="digest = cur_digest()"))
    connection.execute(_PUBLIC.format(view="credential", inner=inner))
    connection.execute("PRAGMA query_only = on")
    reads = {inner: frozenset({"credential"})}
    gate = _Gate(wall, {"credential": inner}, reads, frozenset(), frozenset(), writable=False)
    connection.set_authorizer(gate.authorize)
    return wall


def raise_queue(connection: sqlite3.Connection) -> Wall:
    """For workers: the queue of all scopes and no other table; of its rows only the lease is theirs to write."""

    def authorize(operation: int, first: str | None, second: str | None, database: str | None, _via: str | None) -> int:
        queue = database == "main" and first == "queue"
        if operation == sqlite3.SQLITE_READ:
            allowed = queue
        elif operation == sqlite3.SQLITE_UPDATE:
            allowed = queue and second in _LEASE
        elif operation == sqlite3.SQLITE_FUNCTION:
            allowed = second != "load_extension"
        else:
            allowed = operation in _HARMLESS
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY

    connection.set_authorizer(authorize)
    return Wall()


def _choose(inside: str, outside: str, row: str = "") -> str:
    """The predicate of the current scope. Plain where one of the two is empty, so that its index is used."""
    if outside == NOBODY or inside == outside:
        chosen = inside
    elif inside == NOBODY:
        chosen = f"cur_entity() IS NULL AND {outside}"
    else:
        chosen = f"CASE WHEN cur_entity() IS NULL THEN {outside} ELSE {inside} END"
    return chosen.format(row=row, **_FORMS)


def _guard_writes(connection: sqlite3.Connection, table: str, rule: Ownership) -> list[str]:
    seen = _choose(rule.reading(inside=True), rule.reading(inside=False), "OLD.")
    writable = (rule.writing(inside=True), rule.writing(inside=False))
    before, after = _choose(*writable, "OLD."), _choose(*writable, "NEW.")
    names = []
    for event, checks in (("INSERT", {after}), ("UPDATE", {seen, before, after}), ("DELETE", {seen, before})):
        name = f"g_{event.lower()}_{table}"
        connection.execute(
            f"CREATE TEMP TRIGGER {name} BEFORE {event} ON main.{table} "
            f"WHEN NOT coalesce({' AND '.join(f'({check})' for check in sorted(checks))}, 0) "
            "BEGIN SELECT RAISE(ABORT, 'outside the scope of this connection'); END"
        )
        names.append(name)
    return names
