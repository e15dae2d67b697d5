"""Workers killed at random moments, again and again, while they export and while they draw: what is left is whole.

Each is a real process with the portal's own handlers, killed by the kernel; no file that can be found is ever half
written, the work goes on with the next worker, and what it is for happens once.
"""

import io
import random
import zipfile
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.database import Database
from portal.identity import system
from portal.models import Activity, Document, Job, Queued
from portal.services.exports.asked import ExportAsked, ExportKind
from portal.services.exports.asking import begin_export
from portal.services.exports.export_views import ExportState, open_export, show_export
from portal.services.exports.exporting import ExportWanted
from portal.services.outbox.jobs import NOW, JobKind, enqueue
from portal.storage import Storage
from tests.jobs.nursery import Nursery
from tests.support.portal import World

KILLS = 50
EVER = ExportWanted(first=date(2020, 1, 1), last=date(2029, 12, 31))


def refuse_torn_files(storage: Storage) -> int:
    """How many files there are; each has the content that it is named by."""
    files = [path for path in storage.root.rglob("*") if path.is_file() and not path.name.startswith(".")]
    torn = [path.name for path in files if sha256(path.read_bytes()).hexdigest() != path.name]
    torn = [name for name in torn if len(name) == 64]
    assert torn == []
    return len(files)


def left(database: Database, world: World) -> int:
    with database.visit(system(world.cast.scope)) as visit:
        # Housekeeping waits in the other lane, until tomorrow.
        return visit.session.scalar(select(func.count()).select_from(Queued).where(Queued.lane == NOW)) or 0


def at_work(world: World) -> bool:
    """Whether a job was left in its middle."""
    with world.database.visit(system(world.cast.scope)) as visit:
        return visit.session.scalars(select(Job).where(Job.state == "running")).first() is not None


@pytest.mark.slow
def test_killed_at_an_export(world: World, data_dir: Path) -> None:
    """Tables and archives by turns; at the end every one of them is there, once, and can be read."""
    dice, storage, kills, struck, exports = random.Random(7), world.parts.storage, 0, 0, list[str]()
    with Nursery(world.settings.database_url, data_dir) as nursery:
        while kills < KILLS:
            if not left(world.database, world):
                with world.visit("ek") as visit:
                    kind = (ExportKind.XLSX, ExportKind.XML, ExportKind.CSV)[len(exports) % 3]
                    direction = "received" if kind is ExportKind.XML else "issued"
                    wanted = ExportWanted(first=EVER.first, last=EVER.last, direction=direction)
                    exports.append(begin_export(visit, ExportAsked(kind=kind, wanted=wanted)).id)
            kills += nursery.worker_for(dice.uniform(0.0, 0.1))
            struck += at_work(world)
            refuse_torn_files(storage)
        assert nursery.worker_until(lambda: not left(world.database, world))
    assert struck >= KILLS // 4
    for export_id in exports:
        with world.database.visit(system(world.cast.scope)) as visit:
            view = show_export(visit, export_id)
            assert view.state is ExportState.DONE, view.error
            file = open_export(visit, storage, export_id)
            with file.content as content:
                data = content.readall()
            assert (len(data), sha256(data).hexdigest()) == (file.size, file.sha256)
            if view.asked.kind is not ExportKind.CSV:
                with zipfile.ZipFile(io.BytesIO(data)) as archive:
                    assert archive.testzip() is None
            ended = select(func.count()).where(Activity.object_id == export_id, Activity.event == "export:completed")
            assert visit.session.scalar(ended) == 1


@pytest.mark.slow
def test_killed_at_drawing(world: World, data_dir: Path) -> None:
    """Each takes its renderer along; a document's first PDF is whole, and stays the first."""
    dice, storage, kills, first = random.Random(11), world.parts.storage, 0, dict[str, str]()
    with Nursery(world.settings.database_url, data_dir) as nursery:
        while kills < KILLS:
            if not left(world.database, world):
                draw_again(world)
            kills += nursery.worker_for(dice.uniform(0.0, 0.4))
            refuse_torn_files(storage)
            first = first_pdfs(world, first)
        assert nursery.worker_until(lambda: not left(world.database, world))
    assert refuse_torn_files(storage) > 0
    for sha in first_pdfs(world, first).values():
        assert storage.get(world.cast.scope, sha).rstrip().endswith(b"%%EOF")


def draw_again(world: World) -> None:
    """A few drawings more, some of them of what is drawn already."""
    with world.visit("ek") as visit, visit.write() as writing:
        for row in writing.scalars(select(Document).where(Document.is_draft.is_(False)).limit(8)):
            enqueue(visit, writing, JobKind.DRAW_PDF, subject=row.id, lane=NOW, parameters={"content": ""})


def first_pdfs(world: World, before: dict[str, str]) -> dict[str, str]:
    """The PDFs of all documents; none is another than it was."""
    with world.database.visit(system(world.cast.scope)) as visit:
        rows = visit.session.execute(select(Document.id, Document.pdf_sha256).where(Document.pdf_sha256.is_not(None)))
        found = {document_id: str(digest) for document_id, digest in rows}
    assert found.items() >= before.items()
    return found
