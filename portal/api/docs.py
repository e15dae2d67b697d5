"""The API's own description: OpenAPI 3.1 for programs, and a page to read. Both public: they tell what can be asked."""

from functools import cache

from flask import Blueprint, Response, redirect, render_template, url_for
from werkzeug.wrappers import Response as Redirection

from portal.api.errors import CODES
from portal.api.first_calls import FIRST_CALLS, FirstCall
from portal.api.json import write_indented, write_json
from portal.api.manual.bodies import BODIES
from portal.api.manual.page import contents_of
from portal.api.manual.shell import curl
from portal.api.manual.shown import breaking, in_words
from portal.api.openapi import openapi
from portal.services.lists.query_language import OPERATORS
from portal.services.outbox.events import EVENTS
from portal.web.guard import public
from portal.web.parts import parts

blueprint = Blueprint("api_docs", __name__, url_prefix="/api/v1")


@blueprint.get("/openapi.json")
@public
def document() -> Response:
    """The document."""
    return Response(_document(parts().settings.origin), mimetype="application/json")


@cache
def _document(server: str) -> str:
    # Made once: it costs a second, and anybody may ask for it.
    return write_json(openapi(server))


@blueprint.get("/docs")
@public
def page() -> str:
    """The page."""
    return _page(parts().settings.origin)


@blueprint.get("/docs/")
@public
def page_with_a_slash() -> Redirection:
    """Where people type it with a slash."""
    return redirect(url_for("api_docs.page"), 308)


@cache
def _page(origin: str) -> str:
    server = f"{origin}/api/v1"
    contents = contents_of(openapi(origin))
    return render_template(
        "api/docs.html",
        groups=contents.groups,
        types=contents.types,
        codes={breaking(code): in_words(words) for code, words in CODES.items()},
        server=server,
        first_calls=[(in_words(call.words), first_command(call, server)) for call in FIRST_CALLS],
        settings=write_indented({"settings": BODIES["EntityPatch"]["settings"]}),
        operators=OPERATORS,
        events=_events(),
    )


def first_command(call: FirstCall, server: str) -> str:
    """One of the first calls as it is typed."""
    return curl(
        call.method,
        server + call.path,
        in_entity="{entity_id}" if call.in_entity else None,
        body=call.body,
        save="invoice.pdf" if call.path.endswith("/pdf") else None,
    )


def _events() -> dict[str, list[str]]:
    """What happens, by what it happens to."""
    happened: dict[str, list[str]] = {}
    for event in EVENTS:
        noun, _, what = event.partition(".")
        happened.setdefault(noun, []).append(what)
    return happened
