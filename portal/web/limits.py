"""Limits: attempts at links and uses of tickets per address, PDFs per session, calls per key, the size of a form."""

import math
import time
from collections.abc import Callable
from ipaddress import IPv6Network, ip_address
from typing import Any

from flask import Flask, request
from flask_limiter import Limiter

from portal.errors import NotSignedIn
from portal.extras import load_extra
from portal.services.tickets.uses import MOST_USES
from portal.web.asking import asking, visitor_address
from portal.web.parts import parts
from portal.web.sessions import held_session

_ANSWER_SECONDS = 0.5


def _visitor() -> str:
    """The visitor's address; of IPv6 its network of 64 bits, which is what one customer has at least (RFC 6177): within
    it every request can come from another address."""
    said = visitor_address() or "unknown"
    try:
        address = ip_address(said)
    except ValueError:
        return said
    if address.version == 4:
        return said
    return str(address.ipv4_mapped or IPv6Network((int(address), 64), strict=False))


limiter = Limiter(key_func=_visitor, in_memory_fallback_enabled=True, headers_enabled=False)


def set_up_limits(app: Flask, storage: str) -> None:
    """Count in the given storage; where it is out of reach each process counts for itself. Raises SettingsRefused for a
    Redis without the package that talks to it."""
    app.config["RATELIMIT_STORAGE_URI"] = storage
    if storage.startswith("redis"):
        load_extra("redis", package="redis", extra="redis", setting="PORTAL_RATE_LIMIT_STORAGE")
        # A request waits for it; a Redis that does not answer at once is one that is out of reach.
        app.config["RATELIMIT_STORAGE_OPTIONS"] = {
            "socket_connect_timeout": _ANSWER_SECONDS,
            "socket_timeout": _ANSWER_SECONDS,
        }
    limiter.init_app(app)

    def keep_forms_small() -> None:
        # Read at once and not counted part by part: only files may be large, and they never come in this encoding.
        if request.mimetype == "application/x-www-form-urlencoded":
            request.max_content_length = app.config["MAX_FORM_MEMORY_SIZE"]

    app.before_request(keep_forms_small)


def _session_id() -> str:
    resumed = asking().resumed
    return resumed.session.id if resumed else "none"


def _held_session_id() -> str:
    """Of the session whose secret was shown, live or over: names that a stranger invents count for their address."""
    try:
        return held_session()[1]
    except NotSignedIn:
        return _visitor()


few_attempts: Callable[[Any], Any] = limiter.shared_limit(
    lambda: f"{parts().settings.link_attempts_per_minute} per minute", scope="links"
)
# By session and not by address: a stranger's page in a browser next to it can use up what the address may do.
few_renewals: Callable[[Any], Any] = limiter.shared_limit(
    lambda: f"{parts().settings.link_attempts_per_minute} per minute", scope="renewals", key_func=_held_session_id
)
few_downloads: Callable[[Any], Any] = limiter.shared_limit(
    lambda: f"{parts().settings.pdf_requests_per_minute * MOST_USES} per minute", scope="downloads"
)
few_pdfs: Callable[[Any], Any] = limiter.shared_limit(
    lambda: f"{parts().settings.pdf_requests_per_minute} per minute",
    scope="pdfs",
    key_func=_session_id,
)
# Each is worked out anew: pages, tickets and what these fetch are counted together.
few_reports: Callable[[Any], Any] = limiter.shared_limit(
    lambda: f"{parts().settings.pdf_requests_per_minute * MOST_USES} per minute",
    scope="reports",
    key_func=_session_id,
)
few_calls: Callable[[Any], Any] = limiter.shared_limit(
    lambda: f"{parts().settings.api_calls_per_minute} per minute",
    scope="api",
    key_func=lambda: asking().key_id or "none",
)
few_strangers: Callable[[Any], Any] = limiter.shared_limit(
    lambda: f"{parts().settings.link_attempts_per_minute} per minute", scope="strangers"
)


def retry_after() -> int:
    """Whole seconds until the limit that was just reached lets somebody through again."""
    reached = limiter.current_limit
    return max(1, math.ceil(reached.reset_at - time.time())) if reached else 60
