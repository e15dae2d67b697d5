"""Filled databases, made once for each schema and kept under `var/bench/`; a run works on a copy."""

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path

from sqlalchemy import Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement
from stdnum.si import ddv

from bench import papers
from bench.papers import Paper, Papers, Rows, make_id
from bench.plan import Size
from portal.database import Database
from portal.identity import ClientAccess, Environment, Scope, system
from portal.migrations import migrate
from portal.models import Base
from portal.services.firm.accounts import Contact, create_account
from portal.services.firm.entities import create_entity
from portal.services.firm.origins import add_origin

ENTERED = 20
"""So many of the small entities can be entered by links; visitors are spread over them."""
LINES_TO_READ, LINES_ELSEWHERE = 10, 1
READ_IN_LARGE = 400
_BATCH = 5_000
_FILLED = ("document", "document_line", "document_tax")
_IBAN = "SI56191000000123438"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """What was put into a database: its account, the large entity, the small ones that can be entered."""

    account: str
    large: str
    small: tuple[str, ...]
    documents: dict[str, list[str]]
    """By entity, invoices of ten lines each to be opened and printed."""

    def scope(self, entity_id: str) -> Scope:
        return Scope(self.account, Environment.SANDBOX, entity_id)


def take_stock(size: Size, cache: Path, target: Path) -> Stock:
    """Copy the filled database of this size to `target`, making it first where there is none of this schema."""
    database = cache / f"{size.name}-{_recipe()}.db"
    listing = database.with_suffix(".json")
    if not listing.exists():
        for old in cache.glob(f"{size.name}-*"):
            old.unlink()
        _make(size, database, listing)
    shutil.copyfile(database, target)
    with target.open("rb") as copy:
        # Else the kernel writes it out in the middle of the rounds, and every commit waits for that.
        os.fsync(copy.fileno())
    kept = json.loads(listing.read_text(encoding="utf-8"))
    return Stock(**kept | {"small": tuple(kept["small"])})


def _recipe() -> str:
    """Changes with the schema and with what is filled in."""
    ours = (Path(__file__), Path(papers.__file__))
    tables = Base.metadata.tables.values()
    made: list[ExecutableDDLElement] = [
        *map(CreateTable, tables),
        *(CreateIndex(index) for table in tables for index in table.indexes),
    ]
    # As DDL: in the words of a column its foreign keys stand in another order in each process.
    schema = sorted(str(each.compile(dialect=sqlite.dialect())) for each in made)
    text = "\n".join(schema).encode() + b"".join(path.read_bytes() for path in ours)
    return hashlib.sha256(text).hexdigest()[:12]


def _make(size: Size, database: Path, listing: Path) -> None:
    database.parent.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{database}"
    migrate(url)
    portal = Database(url)
    try:
        account, entities = _found(portal)
    finally:
        portal.close()
    connection = sqlite3.connect(database, isolation_level=None)
    try:
        documents = _fill(connection, size, account, entities)
    finally:
        connection.close()
    stock = Stock(account=account, large=entities[0], small=tuple(entities[1:]), documents=documents)
    listing.write_text(json.dumps(asdict(stock)), encoding="utf-8")


def _found(portal: Database) -> tuple[str, list[str]]:
    """The account, and the entities that are entered, in the way that a firm makes them."""
    at = datetime(2026, 1, 2, 8, tzinfo=UTC)
    contact = Contact(name="Ada Kovač", email="ada@example.com", phone="+386 1 555 01 00", hours="8–16")
    account = create_account(portal, "Ada & Co", contact, at=at)
    with portal.visit(system(Scope(account, Environment.SANDBOX)), at=at) as visit:
        add_origin(visit, "http://firm.localhost:8700")
        entities = [
            create_entity(
                visit,
                portal,
                name=f"Studio Lipa {number} d.o.o.",
                country="SI",
                currency="EUR",
                locale="sl_SI",
                timezone="Europe/Ljubljana",
                client_access=ClientAccess.ENTITY,
                vat_id=vat_id,
                address={"line1": "Slovenska cesta 1", "city": "Ljubljana", "post_code": "1000", "country": "SI"},
                bank_accounts=[{"iban": _IBAN, "bic": "LJBASI2X", "name": "NLB"}],
            )
            for number, vat_id in zip(range(1 + ENTERED), _vat_ids(), strict=False)
        ]
    return account, entities


def _vat_ids() -> Iterator[str]:
    """Invented VAT ids whose check digits fit: others are refused."""
    return (f"SI{number}" for number in count(20_000_000) if ddv.is_valid(str(number)))


def _fill(connection: sqlite3.Connection, size: Size, account: str, entered: list[str]) -> dict[str, list[str]]:
    """All documents in one transaction. Indexes are built afterwards, in one pass over sorted keys each."""
    connection.execute("PRAGMA foreign_keys = off")
    # A half-made database is thrown away, so nothing has to survive a crash.
    for pragma in ("journal_mode = off", "synchronous = off", "locking_mode = exclusive", "cache_size = -400000"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN")
    indexes = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN (?, ?, ?)",
        _FILLED,
    ).fetchall()
    for name, _sql in indexes:
        connection.execute(f'DROP INDEX "{name}"')
    entities = entered + _others(connection, account, (size.documents - size.large) // size.small - ENTERED)
    documents: dict[str, list[str]] = {}
    first = 1
    for entity in entities:
        count = size.large if entity == entered[0] else size.small
        works = Papers(_scope(account, entity), _tables(), papers.party("Studio Lipa d.o.o.", first), _IBAN)
        opened = min(count, READ_IN_LARGE) if entity in entered else 0
        made = works.make(first, opened, LINES_TO_READ)
        read = [paper for batch in _batches(made) for paper in _write(connection, works, batch)]
        for batch in _batches(works.make(first + opened, count - opened, LINES_ELSEWHERE)):
            _write(connection, works, batch)
        if read:
            documents[entity] = [paper.id for paper in read if paper.kind == "invoice"]
        first += count
    for _name, sql in indexes:
        connection.execute(sql)
    connection.execute("COMMIT")
    return documents


def _others(connection: sqlite3.Connection, account: str, count: int) -> list[str]:
    """Entities that nobody enters: they are there to be kept apart from."""
    shared = {"country": "SI", "currency": "EUR", "locale": "sl_SI", "timezone": "Europe/Ljubljana"}
    rows = Rows(_table("entity"), _scope(account) | shared | {"created_at": papers.ISSUED_AT, "client_access": "none"})
    ids = [make_id("ent", number) for number in range(count)]
    named = (rows.row({"id": identity, "name": f"Sosed {number}"}) for number, identity in enumerate(ids))
    connection.executemany(rows.statement, named)
    return ids


def _write(connection: sqlite3.Connection, works: Papers, batch: list[Paper]) -> list[Paper]:
    # Parts first: the trigger that guards issued documents refuses parts of a document that stands already.
    connection.executemany(works.lines.statement, [line for paper in batch for line in paper.lines])
    connection.executemany(works.taxes.statement, [paper.tax for paper in batch])
    connection.executemany(works.documents.statement, [paper.document for paper in batch])
    return batch


def _batches(made: Iterable[Paper]) -> Iterator[list[Paper]]:
    rest = iter(made)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _scope(account: str, entity: str | None = None) -> dict[str, object]:
    scope: dict[str, object] = {"account_id": account, "environment": Environment.SANDBOX.value}
    return scope | ({"entity_id": entity} if entity else {})


def _tables() -> dict[str, Table]:
    return {name: _table(name) for name in _FILLED}


def _table(name: str) -> Table:
    return Base.metadata.tables[name]
