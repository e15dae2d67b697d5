"""An entity whose documents of a year have all been drawn and checked: what its pack is made of."""

import io
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

import pikepdf
from sqlalchemy import Select, select

from bench.papers import ISSUED_AT, NEWEST_DAY
from bench.plan import Size
from bench.serving import BenchFailed
from bench.stock import take_stock
from portal.database import Database, Visit
from portal.identity import Scope, new_id, system
from portal.models import Document
from portal.pdf.engine import render
from portal.pdf.metadata import EINVOICE_NAME
from portal.services.einvoicing.checking import rules_now
from portal.services.einvoicing.formats import WRITERS, Format, fitted, formats_for
from portal.services.einvoicing.invoices import invoice_on
from portal.services.paper.printing import printed_content
from portal.services.reading.document_status import BILLED_TYPES
from portal.storage import Storage

YEAR = date(NEWEST_DAY.year, 1, 1)
LARGEST_WITH_XML = 10_000
"""Of a larger entity no PDF has an e-invoice of its own: making it takes longer than all else here."""
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class PackedStock:
    """A database, the folder of its files, and the entity whose they are."""

    url: str
    files: Path
    scope: Scope
    digests: tuple[str, ...]
    """Of the PDFs, in the order in which they were stored."""


@dataclass(frozen=True, slots=True)
class _Drawn:
    document_id: str
    pdf: str
    xml: str
    """The digest of its e-invoice; empty where none is in the PDF."""


def packed_stock(size: Size, cache: Path, folder: Path) -> PackedStock:
    """A filled database whose large entity has a PDF for each document of the year, and a valid check of its XML.

    One is drawn. Each other's PDF is that one with the other's e-invoice in it: what is read has the size and the make
    of a true one, and only its page shows another document.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path, files = folder / "portal.db", folder / "files"
    stock = take_stock(size, cache, path)
    scope, url = stock.scope(stock.large), f"sqlite:///{path}"
    with closing(Database(url)) as database, database.visit(system(scope)) as visit:
        drawn = list(_drawn(visit, Storage(files), with_xml=size.large <= LARGEST_WITH_XML))
    _write_down(path, scope, drawn)
    return PackedStock(url, files, scope, tuple(each.pdf for each in drawn))


def _drawn(visit: Visit, storage: Storage, *, with_xml: bool) -> Iterator[_Drawn]:
    scope = visit.scope
    home = storage.root / scope.account_id / scope.environment.value / (scope.entity_id or "")
    home.mkdir(parents=True)
    template = _template(visit, storage)
    with pikepdf.open(io.BytesIO(template)) as pdf:
        for number, row in enumerate(visit.session.scalars(_of_the_year().execution_options(yield_per=_AT_ONCE))):
            xml = _xml(visit, row) if with_xml and formats_for(row) else b""
            data = _with_xml(pdf, xml) if xml else template + f"% {number}\n".encode()
            digest = sha256(data).hexdigest()
            # Past the storage, which waits for the disk each time.
            (home / digest).write_bytes(data)
            yield _Drawn(row.id, digest, sha256(xml).hexdigest() if xml else "")


def _of_the_year() -> Select[Document]:
    dated = Document.issue_date.between(YEAR, NEWEST_DAY)
    return select(Document).where(dated, Document.is_draft.is_(False), Document.type.in_(BILLED_TYPES))


def _template(visit: Visit, storage: Storage) -> bytes:
    for row in visit.session.scalars(_of_the_year().where(Document.voided_at.is_(None)).limit(_AT_ONCE)):
        content = printed_content(visit, storage, row)
        if content.einvoice is not None:
            return render(content)
    raise BenchFailed("no document of the year has a valid e-invoice")


def _xml(visit: Visit, row: Document) -> bytes:
    return WRITERS[Format.CII].write(fitted(invoice_on(visit, row), Format.CII))


def _with_xml(pdf: pikepdf.Pdf, xml: bytes) -> bytes:
    pdf.attachments[EINVOICE_NAME].get_file().obj.write(xml)
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def _write_down(path: Path, scope: Scope, drawn: list[_Drawn]) -> None:
    """The digests of the PDFs, and for each e-invoice in one the job that found it valid."""
    whose, rules = (scope.account_id, scope.environment.value, scope.entity_id), rules_now()
    jobs = [
        (*whose, new_id("job"), each.document_id, _result(rules, each.xml), ISSUED_AT, ISSUED_AT)
        for each in drawn
        if each.xml
    ]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            "UPDATE document SET pdf_sha256 = ? WHERE id = ?", [(each.pdf, each.document_id) for each in drawn]
        )
        connection.executemany(
            "INSERT INTO job (account_id, environment, entity_id, id, kind, subject, parameters, state, attempts,"
            " result, created_at, finished_at) VALUES (?, ?, ?, ?, 'check_einvoice', ?, '{}', 'done', 1, ?, ?, ?)",
            jobs,
        )


def _result(rules: str, xml: str) -> str:
    return json.dumps({"rules": rules, "formats": {Format.CII.value: {"sha256": xml, "violations": []}}})
