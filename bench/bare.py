"""The least that an invoice can cost: its rows with SQLAlchemy Core, numbered and chained, nothing of ours around."""

import hashlib
import json
import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, func, insert, select, update

from bench.serving import BenchFailed
from portal.identity import new_id
from portal.models import (
    Activity,
    ActivityHead,
    Base,
    Document,
    DocumentLine,
    DocumentTax,
    Job,
    NumberSeries,
    Queued,
    Whereabouts,
)

# What an issued invoice of three lines leaves behind, apart from the number and the chain that it counts on.
LEFT = {"document": 1, "document_line": 3, "document_tax": 1, "whereabouts": 1, "activity": 1, "job": 2, "queue": 2}


def bare_engine(url: str, begin: str = "BEGIN") -> Engine:
    """SQLite set up as the portal does, without its wall."""
    engine = create_engine(url)
    event.listen(engine, "connect", _as_the_portal_does)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def rows_of_all_tables(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    return {
        name: connection.scalar(select(func.count()).select_from(table)) or 0
        for name, table in Base.metadata.tables.items()
    }


def refuse_other_rows(before: dict[str, int], after: dict[str, int], written: dict[str, int], by: str) -> None:
    """Raise BenchFailed when other rows came than these: the two ways would not be compared at the same work."""
    came = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    if came != written:
        raise BenchFailed(f"an invoice by {by} wrote {came}, not {written}; bench/bare.py has to follow")


class BareWriter:
    """Writes the rows of one issued invoice again and again, each time with new ids and the next number."""

    def __init__(self, engine: Engine, document_id: str) -> None:
        self._engine = engine
        with engine.connect() as connection:
            self._document = _rows(connection, _table(Document), id=document_id)[0]
            self._lines = _rows(connection, _table(DocumentLine), document_id=document_id)
            self._taxes = _rows(connection, _table(DocumentTax), document_id=document_id)
            self._noted = _rows(connection, _table(Whereabouts), id=document_id)[0]
            self._activity = _rows(connection, _table(Activity), object_id=document_id)[0]
            # What is left to a worker: the drawing, and the check of the e-invoice.
            self._jobs = _rows(connection, _table(Job), subject=document_id)
            self._queued = [_rows(connection, _table(Queued), job_id=job["id"])[0] for job in self._jobs]

    def write(self) -> None:
        """One invoice in one transaction, its number and its link of the chain taken within."""
        identity = new_id("inv")
        below = {"document_id": identity}
        with self._engine.connect() as connection, connection.begin():
            number = self._next_number(connection)
            named = {"id": identity, "number": number, "number_key": number.replace("-", "")}
            # A draft first: the trigger that guards issued documents refuses lines of one that stands already.
            draft = self._document | named | {"is_draft": True, "issued_at": None}
            connection.execute(insert(Document), [draft])
            connection.execute(insert(DocumentLine), [{**row, **below, "id": new_id("lin")} for row in self._lines])
            connection.execute(insert(DocumentTax), [{**row, **below, "id": new_id("vat")} for row in self._taxes])
            connection.execute(insert(Whereabouts), [self._noted | {"id": identity}])
            issued = {"is_draft": False, "issued_at": self._document["issued_at"]}
            connection.execute(update(Document).where(Document.id == identity).values(issued))
            self._chain(connection, identity, number)
            new = [{"id": new_id("job"), "subject": identity} for _ in self._jobs]
            connection.execute(insert(Job), [job | told for job, told in zip(self._jobs, new, strict=True)])
            connection.execute(
                insert(Queued), [row | {"job_id": job["id"]} for row, job in zip(self._queued, new, strict=True)]
            )

    def _next_number(self, connection: Connection) -> str:
        series = self._document["series"]
        chosen = (
            NumberSeries.entity_id == self._document["entity_id"],
            NumberSeries.type == self._document["type"],
            NumberSeries.series == series,
        )
        last = (connection.scalar(select(NumberSeries.last).where(*chosen)) or 0) + 1
        connection.execute(update(NumberSeries).where(*chosen).values(last=last))
        year = self._document["issue_date"].year
        return f"{year}-{last:05}"

    def _chain(self, connection: Connection, identity: str, number: str) -> None:
        chosen = ActivityHead.chain == self._activity["chain"]
        seq, previous = connection.execute(select(ActivityHead.seq, ActivityHead.digest).where(chosen)).one()
        told = {"id": new_id("act"), "seq": seq + 1, "previous": previous, "object_id": identity, "object_name": number}
        row = self._activity | told
        digest = hashlib.sha256(json.dumps(row, default=str).encode()).hexdigest()
        connection.execute(insert(Activity), [row | {"digest": digest}])
        connection.execute(update(ActivityHead).where(chosen).values(seq=seq + 1, digest=digest))


def _table(model: type[Base]) -> Table:
    return Base.metadata.tables[model.__tablename__]


def _rows(connection: Connection, table: Table, **chosen: str) -> list[dict[str, Any]]:
    wanted = select(table).where(*(table.c[name] == value for name, value in chosen.items()))
    return [dict(row) for row in connection.execute(wanted).mappings()]


def _as_the_portal_does(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode = wal", "synchronous = normal", "foreign_keys = on", "recursive_triggers = on"):
        connection.execute(f"PRAGMA {pragma}")
