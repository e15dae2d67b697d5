"""Errors as `{code, message, cause}`: one table from what went wrong to its status and code, and the catalogue."""

import re
import secrets
from typing import Any

from flask import Response, request
from werkzeug.exceptions import HTTPException

from portal import errors
from portal.api.json import json_response
from portal.identity import Environment
from portal.logs import log
from portal.web.asking import asking

PREFIX = "/api/"
ANSWERS: dict[type[errors.PortalError], tuple[int, str]] = {
    errors.NoKey: (401, "unauthorized"),
    errors.NotAllowed: (403, "not_allowed"),
    errors.MintRefused: (403, "mint_refused"),
    errors.NotFound: (404, "not_found"),
    errors.Conflict: (409, "conflict"),
    errors.LinkRefused: (409, "link_refused"),
    errors.Invalid: (422, "validation_failed"),
    errors.EInvoiceRefused: (422, "einvoice_refused"),
    errors.TooManyRequests: (429, "rate_limit_exceeded"),
    errors.RenderTimedOut: (503, "render_timed_out"),
    errors.RenderBusy: (503, "render_busy"),
    errors.RenderFailed: (500, "render_failed"),
    errors.Missing: (500, "file_missing"),
    errors.StorageUnavailable: (503, "storage_unavailable"),
    errors.DatabaseUnavailable: (503, "unavailable"),
}
# Codes whose status is another than their class's.
_STATUS = {"malformed_json": 400}
_HTTP = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
    429: "rate_limit_exceeded",
}
CODES: dict[str, str] = {
    "bad_request": "The request cannot be read as HTTP.",
    "malformed_json": "The body is not JSON that can be taken: not UTF-8, a name twice, NaN, too deep.",
    "unauthorized": "No key, an unknown, ended or mistyped one, or an `lk_` key. Send `Authorization: Bearer sk_…`.",
    "not_allowed": "The key is known and lacks the right: an entity key at the account's own routes, for one.",
    "mint_refused": "A link was asked for that goes beyond what the key or the entity's setting gives.",
    "not_found": "Nothing of this id is among what the key sees, or there is no such address. A foreign thing, a "
    "sibling's and one that never was are the same; a live key sees nothing of the sandbox, nor the other way round.",
    "method_not_allowed": "The address takes other methods; the message and the header `Allow` name them.",
    "total_mismatch": "`expected_total_with_tax` is not what the document comes to; `cause` has both.",
    "document_issued": "The document is issued; only its metadata changes.",
    "entity_not_ready": "The entity lacks what its country asks for before it issues in live; see `cause.missing`.",
    "document_incomplete": "The document lacks what its country asks for; see `cause.missing`.",
    "unknown_rate": "The country never charged what `cause.rates` lists. Asked in live only, and of customers at home.",
    "fiscal_identifiers_missing": "The country's certified channel comes first: state what it gave out, or why not.",
    "number_taken": "The number would be another than `expected_number`; `cause.number` is it.",
    "number_not_allowed": "The entity's number format does not give numbers as its country has them.",
    "date_before_last": "A document of this series bears a later date; numbers follow the dates.",
    "advance_applied": "The advance invoice was taken off another invoice already.",
    "credit_exceeds_invoice": "So much of the invoice is not left to credit; see `cause.left`.",
    "not_creditable": "Only issued invoices and advance invoices can be credited.",
    "not_voidable": "Documents of this type are not voided.",
    "already_voided": "The document is voided.",
    "document_has_payments": "The document has payments; delete them first.",
    "document_is_named": "A document that stands names this one; void it first. `cause.document_ids` has it.",
    "period_running": "The period is not over yet; close it when it is.",
    "period_closed": "The period is closed already, for good; `cause` says when and by whom.",
    "conflict": "It does not fit the state of things; the message says how.",
    "too_large": "The body is larger than this route takes.",
    "unsupported_media_type": "Send `application/json`, or `multipart/form-data` where a file is taken.",
    "validation_failed": "A field is missing, unknown or wrong: `cause.issues` has the path and a sentence for each.",
    "origin_not_registered": "`return_to` is not of an origin that the account has registered for returns.",
    "client_access_off": "The entity's `client_access` is `none`: its client gets no link.",
    "client_access_entity": "The entity's `client_access` is `entity`: it knows no users, ask for `full_entity`.",
    "user_required": "The entity's `client_access` is `users`: a token is for one of them, by `user_id`.",
    "user_not_member": "No such user is a member of the entity.",
    "staff_not_assigned": "No such member of staff is assigned to the entity.",
    "role_too_high": "The user's role is lower than the one asked for.",
    "already_member": "The person is a member already, with another role or just invited; `cause.user_id` says who.",
    "already_invited": "The person is invited and has not come yet; `cause.invitation_id` can be sent again.",
    "invitation_accepted": "The invitation is accepted; change or remove the user instead.",
    "invitation_cancelled": "The invitation is cancelled; invite anew.",
    "reference_repeated": "Two rows of one batch have the same `reference`; the later ones are refused.",
    "overpayment": "The payment is more than is open on the document; `cause.total_due` says how much is.",
    "credit_note_exhausted": "More is set off than is left of the credit note; `cause.total_due` says how much is.",
    "document_is_draft": "The document is a draft; issue it first.",
    "document_voided": "The document is voided.",
    "classification_taken": "Another tax of the entity has this `classification`.",
    "entity_required": "The key reaches several entities, or none yet: name one in `x-entity-id`.",
    "einvoice_refused": "The file is not an e-invoice that can be read.",
    "link_refused": "The link opens nothing any more.",
    "idempotency_key_reused": "The `Idempotency-Key` was used for another call within 24 hours.",
    "idempotency_in_progress": "The same call is being made right now; ask again in a moment.",
    "idempotency_outcome_unknown": "The first call took effect and its answer was lost; look before calling anew.",
    "rate_limit_exceeded": "Too many calls with this key; wait for `Retry-After` seconds.",
    "file_too_large": "The file is larger than one may be; the message says how large.",
    "quota_exceeded": "The entity's files are as many bytes as it may have: delete some, or ask the portal's operator.",
    "file_is_kept": "The file belongs to an imported document and is kept with it.",
    "too_many_exports": "As many exports of this key or user are unfinished as may be: wait for one, or cancel one.",
    "nothing_to_export": "There are no documents of these types between these days.",
    "export_over": "The export is finished, failed or cancelled: there is nothing left to cancel.",
    "export_not_done": "The export is still being made, or it failed: ask for it by its id.",
    "render_failed": "The PDF could not be made.",
    "render_timed_out": "The PDF took longer than allowed.",
    "render_busy": "Too many PDFs are waiting; ask again shortly.",
    "file_missing": "The bytes are not in the storage; the firm that runs the portal has to look.",
    "storage_unavailable": "The place where files are kept does not answer; ask again shortly.",
    "unavailable": "The database does not answer; ask again shortly.",
    "webhook_disabled": "The webhook is switched off; switch it on before anything is sent to it.",
    "server_error": "Something broke; the reference in the message stands in the portal's log.",
}
_NOT_SEEN = {
    Environment.LIVE: "; a live key sees nothing of the sandbox",
    Environment.SANDBOX: "; a sandbox key sees nothing that is live",
}
_RETRY_SECONDS = 5
_NO_ADDRESS = "There is no such address in the API; /api/v1/docs lists them all."
_FIELD = re.compile(r"(?P<path>[A-Za-z0-9_.\[\]-]{1,80}): (?P<words>.+)", re.DOTALL)


def is_api() -> bool:
    """Whether the current request was made to the API, known route or not."""
    return request.path.startswith(PREFIX)


def answer_error(error: Exception) -> Response:
    """Whatever was raised, as an answer."""
    if isinstance(error, errors.PortalError):
        return _product_error(error)
    if isinstance(error, HTTPException) and error.code in _HTTP:
        return _http_error(error, _HTTP[error.code])
    return _unforeseen(error)


def error_body(error: errors.PortalError) -> tuple[int, dict[str, Any]]:
    """The status and the body of a refusal; its own sentence stands in it."""
    kinds = (ANSWERS[kind] for kind in type(error).__mro__ if kind in ANSWERS)
    status, code = next(kinds, (500, "server_error"))
    code = error.code or code
    status = _STATUS.get(code, status)
    cause = error.cause
    if isinstance(error, errors.Invalid) and status == 422 and cause is None:
        cause = {"issues": [_issue(str(error))]}
    # What a store answers tells of the operator's machines: that is for the log.
    message = CODES[code] if isinstance(error, errors.StorageUnavailable) else str(error)
    scope = asking().scope
    if isinstance(error, errors.NotFound) and scope is not None and message.startswith("no such"):
        # Of the caller's own key alone: what another environment, firm or sibling has makes no difference here.
        message += _NOT_SEEN[scope.environment]
    return status, _body(code, message, cause)


def _product_error(error: errors.PortalError) -> Response:
    status, body = error_body(error)
    code = body["code"]
    if status >= 500 and status != 503:
        return _unforeseen(error, status, code)
    log.info("refused", kind=code, status=status, why=str(error))
    response = json_response(body, status)
    if isinstance(error, errors.TooManyRequests):
        response.headers["Retry-After"] = str(error.retry_after)
    elif status == 503 or code == "idempotency_in_progress":
        response.headers["Retry-After"] = str(_RETRY_SECONDS)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="portal"'
    return response


def _http_error(error: HTTPException, code: str) -> Response:
    allowed = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
    words = {404: _NO_ADDRESS, 405: f"This address takes {allowed}."}.get(error.code or 500, CODES[code])
    response = json_response(_body(code, words), error.code or 500)
    if allowed:
        response.headers["Allow"] = allowed
    return response


def _unforeseen(error: Exception, status: int = 500, code: str = "server_error") -> Response:
    reference = secrets.token_hex(4)
    log.exception("failed", reference=reference, error=type(error).__name__, exc_info=error)
    return json_response(_body(code, f"{CODES[code]} Reference: {reference}"), status)


def _body(code: str, message: str, cause: object = None) -> dict[str, Any]:
    body: dict[str, Any] = {"code": code, "message": message}
    return body if cause is None else body | {"cause": cause}


def _issue(text: str) -> dict[str, Any]:
    found = _FIELD.fullmatch(text)
    if found is None:
        return {"path": [], "message": text}
    # A place in a list is a number in the path, as where the schema itself refuses.
    steps = re.findall(r"[^.\[\]]+|\[\d+\]", found["path"])
    path = [int(step[1:-1]) if step.startswith("[") else step for step in steps]
    return {"path": path, "message": found["words"]}
