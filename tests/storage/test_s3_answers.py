"""What an object store may answer besides the bytes, and what its address may say: each told in words."""

import secrets
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from portal.errors import Missing, SettingsRefused, StorageUnavailable
from portal.identity import Environment, Scope
from portal.storage import Storage, open_storage
from portal.storage.s3_address import read_address
from tests.support.object_store import CREDENTIALS

SCOPE = Scope("acc_ada", Environment.SANDBOX, "ent_elm")
DIGEST = "0" * 64


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)


def storage_at(endpoint: str, folder: Path, **more: str) -> Storage:
    options = "".join(f"&{name}={value}" for name, value in more.items())
    return open_storage(f"s3://papers/live?endpoint={endpoint}&region=eu-central-1{options}", folder)


@contextmanager
def answering(status: int, body: bytes, length: int | None = None) -> Iterator[str]:
    """A server that gives every request the same answer, of which it may promise more than it sends."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", "0")))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body) if length is None else length))
            self.send_header("Connection", "close")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)
            self.close_connection = True

        do_GET = do_PUT = do_DELETE = do_HEAD = answer

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def refusal(code: str) -> bytes:
    return f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>no</Message></Error>".encode()


ASKED: tuple[Callable[[Storage], object], ...] = (
    lambda storage: storage.put(SCOPE, b"papers"),
    lambda storage: storage.put_pieces(SCOPE, [b"papers"]),
    lambda storage: storage.has(SCOPE, DIGEST),
    lambda storage: storage.get(SCOPE, DIGEST),
    lambda storage: storage.open(SCOPE, DIGEST),
    lambda storage: storage.remove(SCOPE, DIGEST),
    lambda storage: storage.probe(),
)


def test_a_refusal_says_what_to_allow(tmp_path: Path) -> None:
    with answering(403, refusal("AccessDenied")) as endpoint:
        storage = storage_at(endpoint, tmp_path)
        for ask in ASKED:
            with pytest.raises(StorageUnavailable, match="ListBucket"):
                ask(storage)


@pytest.mark.parametrize(("code", "advice"), [("NoSuchBucket", "make the bucket"), ("Odd", "no")])
def test_each_refusal_has_its_advice(tmp_path: Path, code: str, advice: str) -> None:
    with answering(400, refusal(code)) as endpoint, pytest.raises(StorageUnavailable, match=f"{code}.*{advice}"):
        storage_at(endpoint, tmp_path).put_pieces(SCOPE, [b"papers"])


def test_half_an_answer_is_no_file(tmp_path: Path) -> None:
    with answering(200, b"half", length=8) as endpoint:
        storage = storage_at(endpoint, tmp_path)
        with pytest.raises(StorageUnavailable, match="no whole answer"):
            storage.get(SCOPE, DIGEST)
        with storage.open(SCOPE, DIGEST) as file, pytest.raises(StorageUnavailable, match="no whole answer"):
            file.read(1)


def test_a_store_that_is_away_says_so_soon(tmp_path: Path) -> None:
    with answering(200, b"") as endpoint:
        pass
    with pytest.raises(StorageUnavailable, match="no whole answer"):
        storage_at(endpoint, tmp_path).has(SCOPE, DIGEST)


def test_what_the_store_does_not_have_is_missing(tmp_path: Path) -> None:
    with answering(404, refusal("NoSuchKey")) as endpoint, pytest.raises(Missing):
        storage_at(endpoint, tmp_path).get(SCOPE, DIGEST)


def test_without_credentials_it_says_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    with pytest.raises(StorageUnavailable, match="AWS_ACCESS_KEY_ID"):
        storage_at("http://127.0.0.1:9", tmp_path).has(SCOPE, DIGEST)


def test_a_link_says_once_and_for_a_minute_what_it_is(tmp_path: Path) -> None:
    storage = storage_at("https://s3.internal", tmp_path, link_seconds="45", link_endpoint="https://files.example.com")
    assert storage.gives_links
    place = urlsplit(storage.link(SCOPE, DIGEST, save_as='Račun "1".pdf', mime="application/pdf"))
    said = {name: value for name, (value,) in parse_qs(place.query).items()}
    assert place.netloc == "files.example.com"
    assert place.path == f"/papers/live/acc_ada/sandbox/ent_elm/{DIGEST}"
    assert said["X-Amz-Expires"] == "45"
    assert said["response-content-disposition"] == "attachment; filename*=UTF-8''Ra%C4%8Dun%20%221%22.pdf"
    assert (said["response-content-type"], said["response-cache-control"]) == ("application/pdf", "private, no-store")
    assert not storage_at("https://s3.internal", tmp_path).gives_links
    assert not Storage(tmp_path).gives_links


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("s3://papers/live?endpoint=ftp://s3.example.com", "endpoint"),
        ("s3://papers/live?endpoint=https://s3.example.com/path", "endpoint"),
        ("s3://papers?endpoint=https://a.example&endpoint=https://b.example", "must be like"),
        ("s3://papers?colour=red", "knows no colour"),
        ("s3://papers?nonsense", "cannot be read"),
        ("s3://key:secret@papers/live", "AWS_ACCESS_KEY_ID"),
        ("s3://Papers/live", "bucket"),
        ("s3:///live", "bucket"),
        ("s3://papers/../live", "prefix"),
        ("s3://papers//live", "prefix"),
        ("s3://papers/live%2f", "prefix"),
        ("s3://papers/live#here", "must be like"),
        ("s3://papers?region=EU!", "region"),
        ("s3://papers?addressing=odd", "addressing"),
        ("s3://papers?link_seconds=61", "60 at most"),
        ("s3://papers?link_seconds=-1", "whole number"),
        ("s3://papers?endpoint=http://minio.internal:9000&link_seconds=60", "https"),
    ],
)
def test_an_address_that_is_not_understood_is_refused(url: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused, match=why) as refused:
        open_storage(url, tmp_path)
    assert "PORTAL_STORAGE_URL" in str(refused.value)
    assert "secret" not in str(refused.value)


def test_an_address_is_read_to_its_last_part() -> None:
    address = read_address("s3://papers/a/b/?endpoint=http://minio.internal:9000/&addressing=virtual")
    assert (address.bucket, address.prefix, address.endpoint) == ("papers", "a/b/", "http://minio.internal:9000")
    assert (address.addressing, address.is_open, address.link_seconds) == ("virtual", True, 0)
    assert not read_address("s3://papers").is_open


def test_without_the_package_it_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    monkeypatch.delitem(sys.modules, "portal.storage.s3", raising=False)
    with pytest.raises(SettingsRefused, match=r"PORTAL_STORAGE_URL needs .* boto3.*client-portal\[s3\]"):
        open_storage(f"s3://papers/{secrets.token_hex(4)}", tmp_path)
