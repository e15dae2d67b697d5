"""The API in the application: every noun's routes, its document and page, and the name that each answer bears."""

import secrets

from flask import Flask, Response, request

from portal.api import (
    account,
    account_webhooks,
    activities,
    advance_invoices,
    credit_notes,
    customers,
    delivery_notes,
    docs,
    documents,
    entities,
    estimates,
    exports,
    files,
    imports,
    invitations,
    invoices,
    items,
    keys,
    links,
    origins,
    payments,
    sessions,
    staff,
    tax_reports,
    taxes,
    tokens,
    users,
    webhooks,
)
from portal.api.errors import is_api

NOUNS = (
    account,
    entities,
    staff,
    origins,
    keys,
    users,
    invitations,
    tokens,
    links,
    sessions,
    activities,
    files,
    exports,
    imports,
    customers,
    items,
    taxes,
    tax_reports,
    payments,
    invoices,
    credit_notes,
    advance_invoices,
    estimates,
    delivery_notes,
    documents,
    webhooks,
    account_webhooks,
)
_LONGEST_NAME = 255


def set_up_api(app: Flask) -> None:
    """Register everything below /api/v1."""
    for module in NOUNS:
        app.register_blueprint(module.noun.blueprint)
    app.register_blueprint(docs.blueprint)
    app.after_request(_name)


def _name(response: Response) -> Response:
    """Every answer bears the request's name, so that both sides' logs can speak of the same call."""
    if is_api():
        sent = request.headers.get("X-Request-Id", "")
        fit = 0 < len(sent) <= _LONGEST_NAME and sent.isascii() and sent.isprintable()
        response.headers["X-Request-Id"] = sent if fit else secrets.token_hex(16)
    return response
