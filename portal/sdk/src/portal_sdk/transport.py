"""One call: its headers, its second chances, and its answer or the error that it ended in."""

import email.utils
import itertools
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypedDict, Unpack
from urllib.parse import urlsplit
from uuid import uuid4

import httpx

from portal_sdk.errors import PortalError, words_of
from portal_sdk.localhost import PATTERN, LocalhostTransport
from portal_sdk.wire import decode, encode, text

API = "/api/v1"
USER_AGENT = "portal-sdk-python/0.1.0"
BUSY = frozenset({429, 502, 503, 504})
# Done twice, these are as if done once; a POST is, too, since it carries an Idempotency-Key.
REPEATABLE = frozenset({"GET", "PUT", "DELETE", "POST"})
# An earlier try is still at it; its answer is given to the next one that asks.
IN_PROGRESS = "idempotency_in_progress"
LONGEST_PAUSE = 8.0
LONGEST_WAIT = 60.0
_DICE = random.SystemRandom()


class Call(TypedDict, total=False):
    """What a call may carry besides its method and path."""

    query: Mapping[str, object]
    body: object
    files: Mapping[str, tuple[str, bytes, str]]
    fields: Mapping[str, str]
    content: tuple[bytes, str]
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Failure:
    """A try that failed: may it have taken effect all the same, is another worth it, and after how many seconds."""

    error: PortalError
    happened: bool
    again: bool
    wait: float | None = None


class Transport:
    """Sends calls to one portal with one key, over connections that it keeps."""

    def __init__(self, key: str, base_url: str, *, timeout: float, retries: int, backoff: float) -> None:
        self._retries = retries
        self._backoff = backoff
        headers = {"Authorization": f"Bearer {key}", "User-Agent": USER_AGENT}
        self._http = httpx.Client(
            base_url=base_url, headers=headers, timeout=timeout, mounts={PATTERN: LocalhostTransport()}
        )
        self.opened_at = base_url
        """Where browsers open the portal: as the portal itself said it last, until then where it is called."""

    def close(self) -> None:
        """Let the connections go."""
        self._http.close()

    def send(self, method: str, path: str, **call: Unpack[Call]) -> httpx.Response:
        """The answer to a call of the API; a PortalError when it was refused or never came."""
        headers = dict(call.get("headers", {}))
        if method == "POST":
            headers.setdefault("Idempotency-Key", uuid4().hex)
        content: bytes | None = None
        if "content" in call:
            content, headers["Content-Type"] = call["content"]
        elif call.get("body") is not None:
            content, headers["Content-Type"] = encode(call["body"]), "application/json"
        query = {name: text(value) for name, value in call.get("query", {}).items() if value is not None}
        request = self._http.build_request(
            method,
            API + path,
            params=query,
            content=content,
            files=call.get("files"),
            data=call.get("fields"),
            headers=headers,
        )
        # Once into bytes: a second try must carry the very same body under its Idempotency-Key.
        request.read()
        return self._persist(request)

    def json(self, method: str, path: str, **call: Unpack[Call]) -> object:
        """The value in the answer; None where there is none."""
        response = self.send(method, path, **call)
        return decode(response.content) if response.content else None

    def learn_address(self, link: str) -> None:
        """Take from the address of a fresh link where browsers open the portal; it may be called by another name."""
        place = urlsplit(link)
        self.opened_at = f"{place.scheme}://{place.netloc}"

    def _persist(self, request: httpx.Request) -> httpx.Response:
        happened = False
        for tries in itertools.count():
            outcome = self._try(request)
            if isinstance(outcome, httpx.Response):
                return outcome
            if happened and request.method == "DELETE" and outcome.error.status == 404:
                # The earlier try did it; only its answer was lost.
                return httpx.Response(204, request=request)
            if tries >= self._retries or not outcome.again:
                raise outcome.error
            happened = happened or outcome.happened
            time.sleep(self._pause(tries) if outcome.wait is None else outcome.wait)
        raise AssertionError("counting never ends")

    def _try(self, request: httpx.Request) -> httpx.Response | _Failure:
        repeatable = request.method in REPEATABLE
        try:
            response = self._http.send(request)
        except httpx.TransportError as cause:
            unsent = isinstance(cause, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)
            error = PortalError(0, "connection_failed", f"The portal could not be reached: {cause}")
            error.__cause__ = cause
            return _Failure(error, happened=not unsent, again=unsent or repeatable)
        if response.is_success:
            return response
        refused = response.status_code == 429
        wait = seconds_told(response.headers.get("retry-after"))
        error = error_of(response)
        worth_it = (refused or repeatable) if response.status_code in BUSY else error.code == IN_PROGRESS
        return _Failure(error, happened=not refused, again=worth_it and (wait or 0) <= LONGEST_WAIT, wait=wait)

    def _pause(self, tries: int) -> float:
        # Partly by chance: many callers that were refused together must not come back together.
        return min(self._backoff * 2.0**tries, LONGEST_PAUSE) * _DICE.uniform(0.5, 1.0)


def seconds_told(retry_after: str | None) -> float | None:
    """The seconds that a Retry-After header asks for, as a number or as a date; None without a readable one."""
    if not retry_after:
        return None
    if retry_after.strip().isdigit():
        return float(retry_after)
    try:
        at = email.utils.parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max((at.astimezone(UTC) - datetime.now(UTC)).total_seconds(), 0.0)


def error_of(response: httpx.Response) -> PortalError:
    """The error that an answer stands for, also when a proxy gave it."""
    request_id = response.headers.get("x-request-id")
    try:
        told = decode(response.content)
    except ValueError:
        told = None
    if isinstance(told, dict) and isinstance(told.get("code"), str) and isinstance(told.get("message"), str):
        words = words_of(told["code"], told["message"], told.get("cause"))
        return PortalError(response.status_code, told["code"], words, told.get("cause"), request_id)
    words = response.reason_phrase or "The portal answered without words"
    return PortalError(response.status_code, "unexpected_answer", words, response.text[:500], request_id)
