"""Files, exports and PDFs through HTTP, embedded and grown: the same, to the last byte."""

import io
import zipfile
from hashlib import sha256

import pytest
from werkzeug.test import TestResponse

from tests.api.test_files import made, send_large
from tests.jobs.support import worker_of
from tests.support.api import backend
from tests.support.portal import Session, World, on_both_grounds

SCAN = b"%PDF-1.7\n" + b"% not much of a picture\n" * 60_000 + b"%%EOF\n"


def whole(response: TestResponse) -> bytes:
    data = response.get_data()
    response.close()
    return data


def linked(session: Session, page: str, wanted: str) -> str:
    """The address of the page's link that has this in it."""
    return next(part.partition('"')[0] for part in session.get(page).text.split('href="') if wanted in part[:200])


@pytest.mark.slow
@on_both_grounds
def test_from_upload_to_export_to_pdf(world: World) -> None:
    sk, session = backend(world), world.enter("admin")
    file = made(send_large(sk, SCAN))
    assert whole(sk.call("GET", f"/files/{file['id']}/content")) == SCAN
    shown = session.fetch(f"/files/{file['id']}/download")
    assert (shown.status_code, whole(shown)) == (200, SCAN)
    part = session.browser.open(session.get(f"/files/{file['id']}/download").location, headers={"Range": "bytes=-100"})
    assert (part.status_code, whole(part)) == (206, SCAN[-100:])

    pdf = session.fetch(f"/documents/{world.cast.documents['paid_invoice']}/pdf")
    first = whole(pdf)
    assert (pdf.status_code, first[:5]) == (200, b"%PDF-")
    again = session.fetch(f"/documents/{world.cast.documents['paid_invoice']}/pdf")
    assert whole(again) == first

    asked = {"format": "pdf", "document_ids": [world.cast.documents["paid_invoice"]]}
    export = made(sk.call("POST", "/exports", asked), 202)
    table = made(
        sk.call("POST", "/exports", {"format": "csv", "date_from": "2020-01-01", "date_to": "2029-12-31"}), 202
    )
    worker_of(world).run_due()
    done = sk.get(f"/exports/{export['id']}")
    assert done["status"] == "done", done
    data = whole(sk.call("GET", f"/exports/{export['id']}/content"))
    assert (len(data), sha256(data).hexdigest()) == (done["bytes"], done["sha256"])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert [archive.read(name) for name in archive.namelist() if name.endswith(".pdf")] == [first]
    rest = sk.call("GET", f"/exports/{export['id']}/content", headers={"Range": "bytes=1000-1999"})
    assert (rest.status_code, whole(rest)) == (206, data[1000:2000])
    assert whole(session.fetch(f"/exports/{table['id']}/download")).count(b"\r\n") > 10

    sk.delete(f"/files/{file['id']}")
    assert not world.parts.storage.has(world.cast.scope, sha256(SCAN).hexdigest())
    world.parts.storage.probe()
