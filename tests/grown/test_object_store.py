"""The object store as part of a running portal: when it is away, when a worker dies at it, when it hands out itself."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from freezegun import freeze_time
from sqlalchemy import func, select

from portal.errors import StorageUnavailable
from portal.identity import system
from portal.models import Activity, File, Job
from portal.services.exports.asked import ExportAsked, ExportKind
from portal.services.exports.asking import begin_export
from portal.services.exports.export_views import ExportState, open_export, show_export
from tests.api.test_files import PDF, made, send, send_large
from tests.grown.test_both_grounds import SCAN, whole
from tests.jobs.nursery import Nursery
from tests.jobs.support import worker_of
from tests.jobs.test_killed_at_random import EVER, left
from tests.support.api import backend, parsed
from tests.support.needs import ROOT
from tests.support.object_store import ObjectStore
from tests.support.portal import World
from tests.support.relay import Relay

pytestmark = pytest.mark.slow
KILLS = 10
FULL = 40_000_000
PUTTING = """
import secrets, sys
from pathlib import Path
from portal.identity import Environment, Scope
from portal.storage import open_storage
storage = open_storage(sys.argv[1], Path(sys.argv[2]))
def pieces():
    for _ in range(int(sys.argv[3])):
        yield bytes(1_000_000)
    print("putting", flush=True)
print(storage.put_pieces(Scope("acc_ada", Environment.LIVE, "ent_elm"), pieces()).sha256, flush=True)
"""


@pytest.fixture
def wire(object_store: ObjectStore) -> Iterator[Relay]:
    """Between the portal and its store."""
    with Relay(object_store.port) as relay:
        yield relay


@pytest.fixture
def storage_url(object_store: ObjectStore, wire: Relay, request: pytest.FixtureRequest) -> str:
    """A place of this test's own; a parameter is for how many seconds it gives out links."""
    seconds = str(getattr(request, "param", 0))
    return object_store.url(f"test-{time.monotonic_ns()}", port=wire.port, link_seconds=seconds)


def downloads(world: World, subject: str) -> int:
    """How often the trail says that it was handed out."""
    with world.database.visit(system(world.cast.scope)) as visit:
        told = select(func.count()).where(Activity.object_id == subject, Activity.event.endswith(":downloaded"))
        return visit.session.scalar(told) or 0


def files(world: World) -> int:
    with world.database.visit(system(world.cast.scope)) as visit:
        return visit.session.scalar(select(func.count()).select_from(File)) or 0


def work_later(world: World, minutes: int) -> None:
    """A worker does what is due by then."""
    with freeze_time(datetime.now(UTC) + timedelta(minutes=minutes), tick=True):
        worker_of(world).run_due()


def test_while_it_is_away_there_is_a_sentence_and_nothing_is_lost(world: World, wire: Relay) -> None:
    sk, session, scope = backend(world), world.enter("admin", locale="en"), world.cast.scope
    kept, gone = made(send(sk, PDF)), made(send_large(sk, SCAN))
    export = made(
        sk.call("POST", "/exports", {"format": "csv", "date_from": "2020-01-01", "date_to": "2029-12-31"}), 202
    )
    document, before = world.cast.documents["paid_invoice"], files(world)
    handed_out = downloads(world, document)
    wire.cut()

    for response in (send(sk, PDF + b"new"), sk.call("GET", f"/files/{kept['id']}/content")):
        assert (response.status_code, parsed(response)["code"]) == (503, "storage_unavailable")
        assert int(response.headers["Retry-After"]) > 0
        assert str(wire.port) not in response.text
    for path in (f"/documents/{document}/pdf", f"/files/{kept['id']}/download"):
        page = session.fetch(path)
        assert (page.status_code, page.headers["Retry-After"]) == (503, "30")
        assert "The place where PDFs and files are kept does not answer" in page.text
        assert "frame-ancestors" in page.headers["Content-Security-Policy"]
    assert session.get("/documents/").status_code == 200
    with pytest.raises(StorageUnavailable):
        world.parts.storage.probe()
    sk.delete(f"/files/{gone['id']}")
    assert files(world) == before - 1
    worker_of(world).run_due()
    assert sk.get(f"/exports/{export['id']}")["status"] in {"queued", "running"}
    assert (downloads(world, kept["id"]), downloads(world, document)) == (0, handed_out)

    wire.mend()
    assert world.parts.storage.has(scope, sha256(SCAN).hexdigest())
    work_later(world, minutes=1)
    assert not world.parts.storage.has(scope, sha256(SCAN).hexdigest())
    assert whole(sk.call("GET", f"/files/{kept['id']}/content")) == PDF
    assert session.fetch(f"/documents/{document}/pdf").status_code == 200
    assert sk.get(f"/exports/{export['id']}")["status"] == "done"
    made(send(sk, PDF + b"new"))
    with world.database.visit(system(scope)) as visit:
        assert visit.session.scalars(select(Job).where(Job.kind.in_(["release_bytes", "make_export"]))).all() == []


@pytest.mark.parametrize("storage_url", [30], indirect=True)
def test_where_configured_a_large_download_comes_from_the_store_itself(
    world: World, object_store: ObjectStore, wire: Relay
) -> None:
    sk, session = backend(world), world.enter("admin")
    file, small = made(send_large(sk, SCAN)), made(send(sk, PDF))
    place = session.get(f"/files/{file['id']}/download").location
    sent = session.browser.open(place)
    assert (sent.status_code, downloads(world, file["id"])) == (303, 1)
    assert "frame-ancestors" in sent.headers["Content-Security-Policy"]
    assert sent.headers["Referrer-Policy"] == "strict-origin"
    address = urlsplit(sent.location)
    assert (address.hostname, address.port) == ("127.0.0.1", wire.port)
    assert f"/{world.cast.scope.entity_id}/{sha256(SCAN).hexdigest()}" in address.path
    connection = HTTPConnection("127.0.0.1", wire.port)
    connection.request("GET", f"{address.path}?{address.query}")
    answer = connection.getresponse()
    assert answer.read() == SCAN
    connection.close()
    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == ("application/pdf", "private, no-store")
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''a.pdf"

    # Counted like every use; in a frame, in part, and what is small, comes through the portal.
    for _ in range(3):
        assert session.browser.open(place).status_code == 303
    framed = session.browser.open(place, framed=True)
    assert (framed.status_code, whole(framed), downloads(world, file["id"])) == (200, SCAN, 5)
    assert session.browser.open(place).status_code == 410
    place = session.get(f"/files/{file['id']}/download").location
    part = session.browser.open(place, headers={"Range": "bytes=0-9"})
    assert (part.status_code, whole(part)) == (206, SCAN[:10])
    assert whole(session.fetch(f"/files/{small['id']}/download")) == PDF
    # A ticket is one session's, whatever hands the bytes out.
    session.post("/session/sign-out")
    assert session.browser.open(place).status_code == 401


def test_a_writer_killed_half_way_leaves_nothing(object_store: ObjectStore, storage_url: str, tmp_path: Path) -> None:
    """Before the upload, and at random moments of it."""
    prefix, dice, whole_ones = object_store.prefix_of(storage_url), random.Random(5), 0
    for _ in range(6):
        command = [sys.executable, "-c", PUTTING, storage_url, str(tmp_path), str(FULL // 1_000_000)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(dice.uniform(0.0, 0.3))
        process.send_signal(signal.SIGKILL)
        whole_ones += bool(process.communicate()[0])
        for name in object_store.names(prefix):
            assert sha256(object_store.read(prefix, name)).hexdigest() == name.rpartition("/")[2]
    assert whole_ones < 6
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_killed_at_random_at_exports(world: World, object_store: ObjectStore, storage_url: str, data_dir: Path) -> None:
    """What is there is whole, the work goes on with the next worker, and each export is there once."""
    dice, prefix, kills, exports = random.Random(7), object_store.prefix_of(storage_url), 0, list[str]()
    with Nursery(world.settings.database_url, data_dir, storage_url) as nursery:
        while kills < KILLS:
            if not left(world.database, world):
                with world.visit("ek") as visit:
                    kind = (ExportKind.XLSX, ExportKind.CSV)[len(exports) % 2]
                    exports.append(begin_export(visit, ExportAsked(kind=kind, wanted=EVER)).id)
            kills += nursery.worker_for(dice.uniform(0.0, 0.4))
        assert nursery.worker_until(lambda: not left(world.database, world))
    for name in object_store.names(prefix):
        assert sha256(object_store.read(prefix, name)).hexdigest() == name.rpartition("/")[2]
    for export_id in exports:
        with world.database.visit(system(world.cast.scope)) as visit:
            assert show_export(visit, export_id).state is ExportState.DONE
            file = open_export(visit, world.parts.storage, export_id)
            with file.content as content:
                assert sha256(content.readall()).hexdigest() == file.sha256
            ended = select(func.count()).where(Activity.object_id == export_id, Activity.event == "export:completed")
            assert visit.session.scalar(ended) == 1
