"""From the issuing of an invoice to its stored PDF, by a running portal, against a bare WeasyPrint call."""

import json
import sqlite3
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from bench.browser import Browser
from bench.house import House
from bench.plan import Plan
from bench.prints import draw_bare
from bench.serving import BenchFailed
from bench.timing import interleaved, median
from portal.identity import system
from portal.models import Document
from portal.pdf import PrintedDocument
from portal.services.paper.printing import printed_content

LINES = 10
_AT_ONCE = 2
_LOOK_SECONDS = 0.01
_PATIENCE_SECONDS = 120
_WARM_UP = 8
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
class StoredFigure:
    """Milliseconds a document: a bare call; from the call that issues one to its PDF stored and committed; and the same
    of so many issued at once, by the clock until all are there."""

    documents: int
    bare_ms: float
    one_ms: float
    each_ms: float
    one_times_bare: float
    each_times_bare: float


def measure_stored(house: House, plan: Plan) -> StoredFigure:
    """The three in turn. The portal's own worker checks each e-invoice first, and draws by two children."""
    entity = house.stock.small[6]
    issuer = _Issuer(house, entity, house.key())
    content = issuer.content_of(issuer.issue_and_wait(_WARM_UP)[0])
    works = {
        "bare": lambda: draw_bare(content),
        "one": lambda: issuer.issue_and_wait(1),
        "many": lambda: issuer.issue_and_wait(plan.stored),
    }
    taken = interleaved(works, plan.rounds, 1, time.perf_counter)
    each = [seconds / plan.stored for seconds in taken["many"]]
    return StoredFigure(
        documents=plan.stored,
        bare_ms=median(taken["bare"]) * 1000,
        one_ms=median(taken["one"]) * 1000,
        each_ms=median(each) * 1000,
        one_times_bare=median([one / bare for one, bare in zip(taken["one"], taken["bare"], strict=True)]),
        each_times_bare=median([many / bare for many, bare in zip(each, taken["bare"], strict=True)]),
    )


class _Issuer:
    """The firm's backend, by HTTP; whether a PDF is there it sees in the database, as fast as the portal would."""

    def __init__(self, house: House, entity_id: str, key: str) -> None:
        self._house, self._entity = house, entity_id
        self._headers = {
            "Authorization": f"Bearer {key}",
            "x-entity-id": entity_id,
            "Content-Type": "application/json",
        }

    def issue_and_wait(self, count: int) -> list[str]:
        """So many invoices issued by two callers; returns when each has its stored PDF."""
        with ThreadPoolExecutor(_AT_ONCE) as callers:
            ids = list(callers.map(lambda _: self._issue(), range(count)))
        deadline = time.monotonic() + _PATIENCE_SECONDS
        with closing(sqlite3.connect(self._house.settings.database_url.removeprefix("sqlite:///"))) as connection:
            while time.monotonic() < deadline:
                if self._stored(connection, ids) == count:
                    return ids
                time.sleep(_LOOK_SECONDS)
        raise BenchFailed(f"{count} invoices had not all their PDFs after {_PATIENCE_SECONDS} s")

    def content_of(self, document_id: str) -> PrintedDocument:
        """What is printed of it."""
        house, wanted = self._house, select(Document).where(Document.id == document_id)
        with house.database.visit(system(house.stock.scope(self._entity))) as visit:
            return printed_content(visit, house.storage, visit.session.scalars(wanted).one())

    def _issue(self) -> str:
        with Browser(self._house.server.origin) as browser:
            answer = browser.call("POST", "/api/v1/invoices", self._headers, json.dumps(_INVOICE), 201)
        told: dict[str, Any] = json.loads(answer.body)
        return str(told["id"])

    def _stored(self, connection: sqlite3.Connection, ids: Sequence[str]) -> int:
        there = "SELECT pdf_sha256 IS NOT NULL FROM document WHERE id = ?"
        return sum(connection.execute(there, (each,)).fetchone()[0] for each in ids)
