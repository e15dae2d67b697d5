"""Is it alive, is it ready: for the machines around the portal, never for the public."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from portal.errors import DatabaseUnavailable
from portal.logs import log
from portal.migrations import newest_revision, revision_at
from portal.web.guard import public
from portal.web.parts import parts

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """200 while the process answers; looks at nothing else."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """200 when the database answers at the revision this version works with; 503 otherwise, why is in the log."""
    try:
        stands_at = revision_at(parts().settings.database_url)
    except DatabaseUnavailable as error:
        log.error("not ready", why=str(error))
        return jsonify(status="unavailable"), 503, {"Retry-After": "5"}
    if stands_at != newest_revision():
        log.error("not ready", why="the database is at another revision: run portal migrate", revision=stands_at)
        return jsonify(status="unavailable"), 503, {"Retry-After": "30"}
    return jsonify(status="ok")
