"""One POST: signed bytes arrive as they are, and nothing that the other side does holds us up or leads us on."""

import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from portal.identity import Environment
from portal.outbound.places import Place, read_place
from portal.outbound.posting import KEPT_BYTES, post
from tests.support.needs import require_program
from tests.support.receiver import Receiver, receiving

BODY = '{"naïve":"ž"}'.encode()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def place_of(receiver: Receiver) -> Place:
    return read_place(receiver.url, Environment.SANDBOX, receiver.place)


def test_the_bytes_arrive_as_they_are(receiver: Receiver) -> None:
    posted = post(place_of(receiver), BODY, {"X-One": "1"})
    assert (posted.status, posted.answer, posted.error, posted.taken) == (200, "thank you", None, True)
    (taken,) = receiver.taken
    assert (taken.method, taken.path, taken.body) == ("POST", "/hooks?from=portal", BODY)
    assert (taken.headers["Host"], taken.headers["X-One"]) == (receiver.place, "1")
    assert "Cookie" not in taken.headers


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_an_answer_and_is_not_followed(receiver: Receiver, status: int) -> None:
    receiver.status, receiver.headers = status, {"Location": receiver.url + "&again"}
    posted = post(place_of(receiver), BODY, {})
    assert (posted.status, posted.taken, len(receiver.taken)) == (status, False, 1)


def test_a_proxy_of_the_environment_is_not_asked(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert post(place_of(receiver), BODY, {}).status == 200


def test_of_a_long_answer_the_beginning_is_kept(receiver: Receiver) -> None:
    receiver.status, receiver.answer = 500, b"\xff\0" + b"a" * 1_000_000
    posted = post(place_of(receiver), BODY, {})
    assert posted.status == 500
    assert len(posted.answer) == KEPT_BYTES
    assert "\0" not in posted.answer


def trickle(handler: BaseHTTPRequestHandler) -> None:
    """Bytes of a head that never ends, each well before any single read would time out."""
    try:
        for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 100:
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
            time.sleep(0.1)
    except OSError:
        pass


def test_an_answer_in_drops_is_cut_off_in_time(receiver: Receiver) -> None:
    receiver.slowly = trickle
    began = time.monotonic()
    posted = post(place_of(receiver), BODY, {}, seconds=1)
    assert time.monotonic() - began < 4
    assert (posted.status, posted.error) == (None, "no answer within 1 s")


def test_silence_is_cut_off_too(receiver: Receiver) -> None:
    receiver.slowly = lambda _handler: time.sleep(2)
    posted = post(place_of(receiver), BODY, {}, seconds=0.5)
    assert (posted.status, posted.error) == (None, "no answer within 0.5 s")


def test_nobody_there(receiver: Receiver) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = f"127.0.0.1:{probe.getsockname()[1]}"
    posted = post(read_place(f"http://{free}/", Environment.SANDBOX, free), BODY, {})
    assert (posted.status, posted.error) == (None, "the connection was refused")


def test_what_is_not_http(receiver: Receiver) -> None:
    def babble(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"220 mail.example.com ESMTP\r\n")

    receiver.slowly = babble
    assert post(place_of(receiver), BODY, {}).error == "the answer is not HTTP"


def test_the_name_is_asked_for_once_and_that_address_is_gone_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers with a public address first, and with ours a moment later, is never reached here."""
    asked, gone_to = list[str](), list[object]()

    def rebinding(host: str, port: int, **_more: object) -> list[tuple[object, ...]]:
        asked.append(host)
        address = "192.0.1.1" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    def connect(address: object, _timeout: float) -> None:
        gone_to.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(socket, "create_connection", connect)
    assert post(Place(False, "hooks.test", 80, "/"), BODY, {}).error == "the connection was refused"
    assert (asked, gone_to) == (["hooks.test"], [("192.0.1.1", 80)])


@contextmanager
def secured(folder: Path, name: str) -> Iterator[int]:
    """A server with a certificate of its own for that name; its certificate is `cert.pem` in the folder."""
    openssl = require_program("openssl", install="sudo apt-get install -y --no-install-recommends openssl")
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}", "-keyout", folder / "key.pem",
         "-out", folder / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")

    class Server(HTTPServer):
        def handle_error(self, *_: object) -> None:
            """A handshake that fails is what is wanted here."""

    server = Server(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_certificate_must_be_the_names(tmp_path: Path) -> None:
    with secured(tmp_path, "localhost") as port:
        trust = ssl.create_default_context(cafile=str(tmp_path / "cert.pem"))
        allowed = f"localhost:{port}, 127.0.0.1:{port}"
        right = read_place(f"https://localhost:{port}/", Environment.SANDBOX, allowed)
        wrong = read_place(f"https://127.0.0.1:{port}/", Environment.SANDBOX, allowed)
        assert post(right, BODY, {}, trust=trust).status == 204
        assert "certificate" in (post(right, BODY, {}).error or "")
        assert "certificate" in (post(wrong, BODY, {}, trust=trust).error or "")


def test_a_handshake_that_hangs_is_cut_off(tmp_path: Path) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        name = f"127.0.0.1:{listening.getsockname()[1]}"
        place = read_place(f"https://{name}/", Environment.SANDBOX, name)
        began = time.monotonic()
        assert post(place, BODY, {}, seconds=0.5).error == "no answer within 0.5 s"
        assert time.monotonic() - began < 3
