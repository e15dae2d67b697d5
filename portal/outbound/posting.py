"""One POST to one place: to the address that was looked at, within a time, following nothing."""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from portal.outbound.places import Place, PlaceRefused, resolve

MOST_SECONDS = 10.0
KEPT_BYTES = 2048


@dataclass(frozen=True, slots=True)
class Posted:
    """What came of it: a status and the beginning of the answer, or the reason why there is none."""

    status: int | None
    answer: str
    error: str | None
    milliseconds: int

    @property
    def taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def post(
    place: Place,
    body: bytes,
    headers: Mapping[str, str],
    *,
    seconds: float = MOST_SECONDS,
    trust: ssl.SSLContext | None = None,
) -> Posted:
    """Send the body and read the answer's first 2 kB, all within so many seconds. Redirects, proxies of the
    environment and cookies are none of its business. `trust` replaces the machine's own certificates."""
    began = time.monotonic()
    status, answer, error = None, b"", None
    connection = _Pinned(place, seconds, trust)
    # Each read alone may be quick and the whole take for ever: at the end of the time the line is cut.
    watch = threading.Timer(seconds, connection.cut)
    watch.start()
    try:
        connection.request("POST", place.path, body=body, headers={**headers, "Host": place.authority})
        response = connection.getresponse()
        status, answer = response.status, response.read(KEPT_BYTES)
    except PlaceRefused as refused:
        error = str(refused)
    except (OSError, http.client.HTTPException, ValueError) as failure:
        # Once there is a status, an answer that breaks off changes nothing.
        error = None if status is not None else _words(failure, connection.was_cut, seconds)
    finally:
        watch.cancel()
        connection.close()
    taken = round((time.monotonic() - began) * 1000)
    return Posted(status, answer.decode("utf-8", "replace").replace("\0", "\ufffd"), error, taken)


class _Pinned(http.client.HTTPConnection):
    """A connection that resolves the name itself, once, and goes to that address."""

    def __init__(self, place: Place, seconds: float, trust: ssl.SSLContext | None) -> None:
        super().__init__(place.host, place.port, timeout=seconds)
        self._place = place
        self._ends = time.monotonic() + seconds
        self._trust = trust
        self.was_cut = False

    def connect(self) -> None:
        """Try the addresses in their order; the certificate must be the name's."""
        trouble: OSError = OSError("the name has no address")
        for address in resolve(self._place):
            self._refuse_late()
            try:
                line = socket.create_connection((address, self._place.port), max(0.1, self._ends - time.monotonic()))
            except OSError as error:
                trouble = error
                continue
            self.sock = line
            # The watch may have found no line to cut while this one was made.
            self._refuse_late()
            if self._place.secure:
                context = self._trust or ssl.create_default_context()
                secured = context.wrap_socket(line, server_hostname=self._place.host, do_handshake_on_connect=False)
                # Where `cut` finds it: the handshake may take its time, too.
                self.sock = secured
                secured.do_handshake()
            return
        raise trouble

    def _refuse_late(self) -> None:
        if self.was_cut or time.monotonic() >= self._ends:
            raise TimeoutError

    def cut(self) -> None:
        """End it from another thread: whoever reads or writes gets an error."""
        self.was_cut = True
        line = self.sock
        if isinstance(line, socket.socket):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


def _words(failure: Exception, was_cut: bool, seconds: float) -> str:
    if was_cut or isinstance(failure, TimeoutError):
        return f"no answer within {seconds:g} s"
    if isinstance(failure, ssl.SSLCertVerificationError):
        return f"the certificate does not hold: {failure.verify_message}"
    if isinstance(failure, ssl.SSLError):
        return "no secure connection came about"
    if isinstance(failure, ConnectionRefusedError):
        return "the connection was refused"
    if isinstance(failure, http.client.HTTPException):
        return "the answer is not HTTP"
    return "the connection broke off"
