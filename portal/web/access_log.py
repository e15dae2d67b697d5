"""One line a request, with its path masked: who asked for what, how it ended, how long it took."""

import secrets
import time

from flask import Flask, Response, g, request

from portal.logs import begin_context, log, masked
from portal.web.asking import asking


def set_up_access_log(app: Flask) -> None:
    """Tell the log of each answer."""
    app.before_request(_begin)
    app.after_request(_tell)


def _begin() -> None:
    g.began = time.perf_counter()
    begin_context(request=secrets.token_hex(8))


def _tell(response: Response) -> Response:
    current = asking()
    actor = current.resumed.actor if current.resumed else None
    log.info(
        "request",
        method=request.method,
        path=masked(request.path),
        status=response.status_code,
        milliseconds=round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
        account=current.scope.account_id if current.scope else None,
        entity=current.scope.entity_id if current.scope else None,
        actor=actor.kind.value if actor else None,
        session=actor.session_id if actor else None,
    )
    return response
