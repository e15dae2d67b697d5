"""Exports as a worker makes them: straight into the storage, and written down as done in the end of the job."""

from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from portal.database import Database, Visit
from portal.errors import JobImpossible, Missing
from portal.exports import csv_chunks, xlsx_chunks, zip_chunks
from portal.exports.cells import joined
from portal.models import Export
from portal.pdf import PdfPool
from portal.services.exports.asked import ExportAsked, ExportKind, asked_of
from portal.services.exports.export_views import UNFINISHED, ExportState, LeftOut
from portal.services.exports.exporting import export_tables
from portal.services.exports.members import Members, NativeXml, ids_of
from portal.services.exports.pack import pack_chunks
from portal.services.exports.progress import ExportCancelled, Progress
from portal.services.exports.room import MOST_BYTES, MOST_BYTES_PACKED, end_export, remove_expired
from portal.services.filing.keeping import forget_bytes, lock_files
from portal.services.history.activity import Event, Thing, record
from portal.storage import Storage, Stored
from portal.tenancy.fence import FencedSession


@dataclass(frozen=True, slots=True)
class MadeExport:
    """What a worker made of an export: where its bytes are, and what could not be put in."""

    export_id: str
    stored: Stored
    done: int
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class Workshop:
    """What exports are made with."""

    database: Database
    storage: Storage
    pool: PdfPool
    native_xml: NativeXml


def make_export(visit: Visit, shop: Workshop, export_id: str) -> MadeExport | None:
    """Make the file and keep its bytes; None when it was called off meanwhile. Memory stays flat.

    JobImpossible where no attempt can help. An attempt that dies leaves nothing but drawn PDFs, which the next finds.
    """
    remove_expired(visit, shop.storage)
    export = visit.session.scalars(select(Export).where(Export.id == export_id)).one_or_none()
    if export is None:
        raise JobImpossible("the export is gone")
    asked = asked_of(export.kind, export.parameters)
    progress = Progress(shop.database, visit, export_id)
    members = Members(visit, shop.storage, shop.pool, progress, shop.native_xml)
    try:
        with closing(_pieces(visit, asked, progress, members)) as pieces:
            stored = shop.storage.put_pieces(
                visit.scope, _within_limit(pieces, MOST_BYTES_PACKED if asked.period else MOST_BYTES)
            )
        progress.end()
    except ExportCancelled:
        return None
    done = members.count if not asked.kind.is_table else progress.done
    return MadeExport(export_id, stored, done, tuple(members.left_out))


def finish_export(visit: Visit, writing: FencedSession, storage: Storage, made: MadeExport) -> None:
    """Write down what was made; in the transaction that ends the job. Missing when its bytes went meanwhile."""
    lock_files(writing)
    export = _row(writing, made.export_id)
    if export is None or export.state not in UNFINISHED:
        forget_bytes(visit, writing, storage, made.stored.sha256)
        return
    if not storage.has(visit.scope, made.stored.sha256):
        # An equal file was let go of between its writing and now.
        raise Missing(f"the bytes of the export {export.id} went before it was done")
    export.done = made.done
    export.sha256, export.size = made.stored
    export.failed = [asdict(each) for each in made.left_out]
    end_export(writing, export, ExportState.DONE, datetime.now(UTC))
    record(
        visit,
        writing,
        Event.EXPORT_COMPLETED,
        Thing(export.id, export.name),
        format=export.kind,
        count=made.done,
        left_out=len(made.left_out),
        size=export.size,
        sha256=export.sha256,
    )


def give_up_export(visit: Visit, writing: FencedSession, export_id: str, why: str) -> None:
    """Write down that there will be no file."""
    export = _row(writing, export_id)
    if export is None or export.state not in UNFINISHED:
        return
    export.error = why
    end_export(writing, export, ExportState.FAILED, datetime.now(UTC))
    record(visit, writing, Event.EXPORT_FAILED, Thing(export.id, export.name), format=export.kind, error=why)


def _pieces(visit: Visit, asked: ExportAsked, progress: Progress, members: Members) -> Generator[bytes, None, None]:
    if asked.wanted is not None and asked.kind.is_table:
        progress.begin()
        tables = export_tables(visit, asked.wanted, asked.locale, in_words=asked.in_words)
        counted = [progress.counted(table) for table in tables]
        yield from csv_chunks(joined(counted)) if asked.kind is ExportKind.CSV else xlsx_chunks(counted)
    elif asked.period is not None:
        yield from pack_chunks(visit, asked, members)
    else:
        ids = ids_of(visit, asked)
        progress.begin(len(ids))
        yield from zip_chunks(members.of(asked, ids))


def _within_limit(pieces: Iterable[bytes], limit: int) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > limit:
            raise JobImpossible(f"the file would have more than {limit} bytes; export fewer documents at once")
        yield piece


def _row(writing: FencedSession, export_id: str) -> Export | None:
    return writing.scalars(select(Export).where(Export.id == export_id).with_for_update()).one_or_none()
