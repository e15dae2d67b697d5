"""Answers that carry bytes: to be saved, never to be shown or guessed at, and sent while they are made."""

from collections.abc import Iterable, Iterator

from flask import Response

from portal.database import Visit


def saved_as(name: str, mime: str, data: bytes) -> Response:
    """Whole bytes under a safe name (`portal.formats.file_name`)."""
    return _sealed(Response(data, mimetype=mime), name)


def sent_as_made(visit: Visit, name: str, mime: str, chunks: Iterable[bytes]) -> Response:
    """Bytes that are read from the visit while they are sent; it lets go of its connection when the last one left."""

    def pieces() -> Iterator[bytes]:
        try:
            yield from chunks
        finally:
            visit.stop_reading()

    return _sealed(Response(pieces(), mimetype=mime), name)


def _sealed(response: Response, name: str) -> Response:
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
