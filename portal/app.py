"""The application: a table of contents."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from portal.api.wiring import set_up_api
from portal.resources import resource
from portal.settings import Settings
from portal.web import (
    activity,
    brand,
    documents,
    downloads,
    embed,
    embed_code,
    embed_doctor,
    exports,
    files,
    health,
    overview,
    renewal,
    reports,
    session,
)
from portal.web.access_log import set_up_access_log
from portal.web.addresses import set_up_addresses
from portal.web.errors import set_up_errors
from portal.web.frame import set_up_frame
from portal.web.guard import check_every_view_is_guarded
from portal.web.headers import set_up_headers
from portal.web.limits import set_up_limits
from portal.web.parts import Parts
from portal.web.sessions import set_up_sessions

LARGEST_REQUEST_BYTES = 25_000_000
LARGEST_FORM_BYTES = 100_000
MEGABYTE = 1_000_000
NOUNS = (
    *(embed, embed_code, embed_doctor, overview, documents, files, reports, exports, session, renewal, activity),
    *(downloads, brand, health),
)


def largest_request(settings: Settings) -> int:
    """So many bytes one request may have: at least a file of the largest size, and the form around it."""
    return max(LARGEST_REQUEST_BYTES, (settings.file_megabytes + 1) * MEGABYTE)


def create_app(settings: Settings) -> Flask:
    """A WSGI application with its own connections; raises RuntimeError when a view declares no permission."""
    app = Flask(
        "portal", template_folder=str(resource("templates")), static_folder=str(resource("static")), root_path=None
    )
    app.config.update(
        MAX_CONTENT_LENGTH=largest_request(settings),
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM_BYTES,
        MAX_FORM_PARTS=100,
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,
    )
    app.extensions["portal"] = Parts.of(settings)
    if hops := settings.behind_proxy:
        vars(app)["wsgi_app"] = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)
    set_up_addresses(app)
    set_up_sessions(app)
    set_up_limits(app, settings.rate_limit_storage)
    set_up_frame(app)
    set_up_errors(app)
    set_up_headers(app)
    set_up_access_log(app)
    for noun in NOUNS:
        app.register_blueprint(noun.blueprint)
    set_up_api(app)
    check_every_view_is_guarded(app)
    return app
