"""Addresses of pages: each has one endpoint and two rules, `/w/<slot>/…` with a cookie and `/u/<handle>/…` without."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, current_app
from werkzeug.routing import BaseConverter

from portal.web.asking import asking

PREFIXES = ("/w/<slot:slot>", "/u/<handle:handle>")
COOKIE_PREFIX = "__Host-es_"


class SlotConverter(BaseConverter):
    """The public number of a session in cookie mode: 12 hex characters."""

    regex = "[0-9a-f]{12}"


class HandleConverter(BaseConverter):
    """The secret handle of a session in URL mode: 43 URL-safe characters."""

    regex = "[A-Za-z0-9_-]{43}"


class IdConverter(BaseConverter):
    """An id of ours: a three-letter prefix and 26 base32 characters."""

    regex = "[a-z]{3}_[a-z2-7]{26}"


class Pages(Blueprint):
    """A blueprint whose views live inside a session."""

    def page(self, rule: str, *, methods: tuple[str, ...] = ("GET",)) -> Callable[[Any], Any]:
        """Register a view under both prefixes; `url_for` picks the one of the current session."""

        def register(view: Any) -> Any:
            for prefix in PREFIXES:
                self.add_url_rule(prefix + rule, endpoint=view.__name__, view_func=view, methods=list(methods))
            return view

        return register


def set_up_addresses(app: Flask) -> None:
    """Teach the router our converters, and move the session's prefix in and out of view arguments."""
    # An id that is missing is a mistake to be told of, and not another address: `/invoices//pdf` is no `/invoices/pdf`.
    app.url_map.merge_slashes = False
    app.url_map.converters |= {"slot": SlotConverter, "handle": HandleConverter, "id": IdConverter}
    app.url_value_preprocessor(_take_prefix)
    app.url_defaults(_give_prefix)


def _take_prefix(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values:
        asking().slot = values.pop("slot", None)
        asking().handle = values.pop("handle", None)


def _give_prefix(endpoint: str, values: dict[str, Any]) -> None:
    if "slot" in values or "handle" in values or not current_app.url_map.is_endpoint_expecting(endpoint, "slot"):
        return
    current = asking()
    if current.slot:
        values["slot"] = current.slot
    elif current.handle:
        values["handle"] = current.handle
