"""An invoice of three lines through the API, in this process and without HTTP, against its bare rows."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Engine

from bench.bare import LEFT, BareWriter, bare_engine, refuse_other_rows, rows_of_all_tables
from bench.house import House
from bench.plan import Plan
from bench.serving import BenchFailed
from bench.timing import interleaved, median
from portal.app import create_app
from portal.logs import set_up_logs
from portal.settings import Settings

LINES = 3
_INVOICE = {
    "customer": {
        "name": "Žaga Hrast d.o.o.",
        "address": "Žagarska 1",
        "post_code": "4000",
        "city": "Kranj",
        "country_code": "SI",
    },
    "items": [
        {"name": f"Računovodske storitve {number}", "quantity": number, "price": 120.5}
        for number in range(1, LINES + 1)
    ],
}


@dataclass(frozen=True, slots=True)
class InvoiceFigure:
    """Milliseconds for one issued invoice, committed: its bare rows, one call, and a draft finalised by a second."""

    bare_ms: float
    issued_ms: float
    finalised_ms: float
    issued_times_bare: float
    finalised_times_bare: float


class Firm:
    """The firm's backend, calling the application in its own process."""

    def __init__(self, client: FlaskClient, origin: str, key: str, entity_id: str) -> None:
        self._client = client
        self._origin = origin
        self._headers = {"Authorization": f"Bearer {key}", "x-entity-id": entity_id}

    def issue(self) -> str:
        """An invoice issued at once; its id."""
        return str(self._post("/invoices", _INVOICE, 201)["id"])

    def finalise(self) -> None:
        """A draft, and its finalisation."""
        draft = self._post("/invoices", {**_INVOICE, "is_draft": True}, 201)
        self._post(f"/documents/{draft['id']}/finalize", {}, 200)

    def _post(self, path: str, body: dict[str, Any], expect: int) -> dict[str, Any]:
        answer = self._client.post(
            f"/api/v1{path}",
            data=json.dumps(body),
            content_type="application/json",
            headers=self._headers,
            base_url=self._origin,
        )
        if answer.status_code != expect:
            raise BenchFailed(f"POST {path} answered {answer.status_code}: {answer.text[:300]}")
        told: dict[str, Any] = json.loads(answer.text)
        return told


def measure_invoices(house: House, folder: Path, plan: Plan) -> InvoiceFigure:
    """The three in turn, all in one entity of a copy of this SQLite database."""
    key = house.key()
    settings = _apart(house.settings, folder / "invoices.db")
    engine = bare_engine(settings.database_url, "BEGIN IMMEDIATE")
    with (folder / "invoices.log").open("w", encoding="utf-8") as log:
        # An application logs each request; where nobody set that up, it would be among the tables.
        set_up_logs(log)
        app = create_app(settings)
        try:
            firm = Firm(app.test_client(use_cookies=False), settings.origin, key, house.stock.small[4])
            taken = interleaved(_works(firm, engine), plan.rounds, plan.invoices)
        finally:
            app.extensions["portal"].close()
            engine.dispose()
    rounds = list(zip(taken["bare"], taken["issued"], taken["finalised"], strict=True))
    return InvoiceFigure(
        bare_ms=median([bare * 1000 for bare, _, _ in rounds]),
        issued_ms=median([issued * 1000 for _, issued, _ in rounds]),
        finalised_ms=median([finalised * 1000 for _, _, finalised in rounds]),
        issued_times_bare=median([issued / bare for bare, issued, _ in rounds]),
        finalised_times_bare=median([finalised / bare for bare, _, finalised in rounds]),
    )


def _apart(settings: Settings, copy: Path) -> Settings:
    """The same portal over a copy of its database: the server's worker takes jobs out of the queue as they come."""
    with (
        closing(sqlite3.connect(settings.database_url.removeprefix("sqlite:///"))) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
    return replace(settings, database_url=f"sqlite:///{copy}")


def _works(firm: Firm, engine: Engine) -> dict[str, Callable[[], object]]:
    # The first one makes what only a first one does: the series, and that the key was used.
    firm.issue()
    with engine.connect() as connection:
        before = rows_of_all_tables(connection)
    example = firm.issue()
    with engine.connect() as connection:
        between = rows_of_all_tables(connection)
    writer = BareWriter(engine, example)
    writer.write()
    with engine.connect() as connection:
        after = rows_of_all_tables(connection)
    refuse_other_rows(before, between, LEFT, "the API")
    refuse_other_rows(between, after, LEFT, "SQLAlchemy alone")
    return {"bare": writer.write, "issued": firm.issue, "finalised": firm.finalise}
