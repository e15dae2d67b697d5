"""How parent and child talk: frames of a length and that many bytes over a socket, every wait with an end."""

import socket
import struct
import time

READY = b"R"
DONE = b"D"
FAILED = b"F"
LONGEST_FRAME = 128_000_000

_LENGTH = struct.Struct("!Q")


class Broken(Exception):
    """The other side is gone, or says something that is no frame."""


def send_frame(connection: socket.socket, payload: bytes, deadline: float | None = None) -> None:
    """Send one frame before `deadline` on the monotonic clock, None for never; else TimeoutError or `Broken`."""
    connection.settimeout(_remaining(deadline))
    try:
        connection.sendall(_LENGTH.pack(len(payload)) + payload)
    except TimeoutError:
        raise
    except OSError as error:
        raise Broken from error


def receive_frame(connection: socket.socket, deadline: float | None = None) -> bytes:
    """Receive one frame before `deadline`; else TimeoutError, or `Broken` when the other side ends or errs."""
    (length,) = _LENGTH.unpack(_receive_exactly(connection, _LENGTH.size, deadline))
    if not 0 < length <= LONGEST_FRAME:
        raise Broken
    return _receive_exactly(connection, length, deadline)


def _receive_exactly(connection: socket.socket, length: int, deadline: float | None) -> bytes:
    received = bytearray()
    while len(received) < length:
        connection.settimeout(_remaining(deadline))
        try:
            part = connection.recv(min(length - len(received), 1 << 20))
        except TimeoutError:
            raise
        except OSError as error:
            raise Broken from error
        if not part:
            raise Broken
        received += part
    return bytes(received)


def _remaining(deadline: float | None) -> float | None:
    if deadline is None:
        return None
    remaining = deadline - time.monotonic()
    if remaining <= 0:
        raise TimeoutError
    return remaining
