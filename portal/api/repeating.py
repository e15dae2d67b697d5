"""Calls that are made again: the same `Idempotency-Key` gets the same bytes, and one effect."""

import hashlib
from collections.abc import Callable

from flask import Response, request
from werkzeug.exceptions import HTTPException

from portal.api.errors import answer_error
from portal.database import Visit
from portal.errors import PortalError
from portal.services.api_calls import Replay, begin_call, fingerprint, finish_call, forget_call
from portal.web.asking import asking
from portal.web.parts import parts

_KEPT_HEADERS = ("Location",)
_PIECE_BYTES = 1 << 16


def once(visit: Visit, method: str, respond: Callable[[], Response]) -> Response:
    """Answer a call, or give the answer that it was given before. Only POST can be repeated this way.

    The name is `Idempotency-Key`, or else `X-Request-Id`. Refusals are kept, too; what broke on our side is not.
    """
    name = request.headers.get("Idempotency-Key") or request.headers.get("X-Request-Id")
    if method != "POST" or not name:
        return respond()
    begun = begin_call(visit, parts().ring, name, _same_call())
    if isinstance(begun, Replay):
        return _replayed(begun)
    current = asking()
    current.turn = begun
    try:
        response = respond()
    except (PortalError, HTTPException) as error:
        response = answer_error(error)
    except BaseException:
        current.turn = None
        forget_call(visit, begun)
        raise
    text = response.mimetype == "application/json" or response.status_code == 204
    if response.status_code >= 500 or response.status_code == 429 or response.is_streamed or not text:
        # To forget is no effect of the call.
        current.turn = None
        forget_call(visit, begun)
    else:
        kept = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
        finish_call(visit, parts().ring, begun, Replay(response.status_code, kept, response.get_data(as_text=True)))
    return response


def _same_call() -> str:
    """Everything that makes the call what it is. A form's parts come with a boundary drawn anew each time."""
    files = []
    for name, file in request.files.items(multi=True):
        digest = hashlib.sha256()
        # In pieces: an upload may be large, and its bytes are not wanted in memory yet.
        while piece := file.stream.read(_PIECE_BYTES):
            digest.update(piece)
        file.stream.seek(0)
        files.append((name, file.filename or "", digest.hexdigest()))
    fields = sorted(request.form.items(multi=True))
    body = repr((sorted(files), fields)).encode() if files or fields else request.get_data()
    entity = request.headers.get("x-entity-id", "")
    return fingerprint(request.method.encode(), request.full_path.encode(), entity.encode(), body)


def _replayed(kept: Replay) -> Response:
    response = Response(kept.body or None, kept.status, mimetype="application/json")
    response.headers.update(kept.headers)
    response.headers["Idempotency-Replayed"] = "true"
    return response
