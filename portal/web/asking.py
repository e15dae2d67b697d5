"""What is known of the request being answered: when, from where, framed or not, whose session, in which scope."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from flask import g, request

from portal.database import Visit
from portal.identity import Scope
from portal.services.api_calls import Turn
from portal.services.entry.browsers import Browser, Wishes
from portal.services.entry.sessions import Resumed

_FRAMES = frozenset({"iframe", "frame", "embed", "object"})


@dataclass(slots=True)
class Asking:
    """One request. Filled from the address by the router, by the session loader and by the guard, in this order."""

    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    slot: str | None = None
    handle: str | None = None
    secret: str | None = None
    scope: Scope | None = None
    """Known as soon as any true secret or seal was shown, even an ended one: its pages name the firm."""
    resumed: Resumed | None = None
    visit: Visit | None = None
    locale_claim: str | None = None
    wishes: Wishes = field(default_factory=Wishes)
    """Of the page around, in a request to open a link."""
    parent_wish: str = ""
    """The origin that says it frames this; worth something only when the account has registered it."""
    parent: str = ""
    """The origin that framed a session which has ended."""
    asked_before: bool = False
    """Whether this link was the answer to a page that had asked for one."""
    key_id: str | None = None
    """The bearer key of a call of the API."""
    turn: Turn | None = None
    """The right to make this call, where it may be made again."""

    @property
    def framed(self) -> bool:
        """What the browser says; where it says nothing, what the session began as."""
        destination = request.headers.get("Sec-Fetch-Dest")
        if destination is None or destination == "empty":
            return self.resumed is not None and self.resumed.session.framed
        return destination in _FRAMES

    @property
    def quiet(self) -> bool:
        """Whether nobody will see the answer's body: HEAD leaves no trace."""
        return request.method == "HEAD"

    @property
    def polling(self) -> bool:
        """Whether a page asks by itself, as it says: nobody pressed anything."""
        return "Portal-Polling" in request.headers

    @property
    def prefetching(self) -> bool:
        """Whether the browser asks ahead. It is its own word: nothing of a client's is answered to it."""
        return "prefetch" in request.headers.get("Sec-Purpose", "")


def asking() -> Asking:
    """The current request's; made at its first use."""
    if "asking" not in g:
        g.asking = Asking()
    found: Asking = g.asking
    return found


def visitor_address() -> str | None:
    """Where the request comes from, past as many proxies as are configured and no more."""
    return request.remote_addr


def visiting_browser(parent_origin: str | None = None) -> Browser:
    """Who presses the button of a link, as this request tells it."""
    current = asking()
    return Browser(
        framed=current.framed,
        address=visitor_address(),
        user_agent=request.headers.get("User-Agent"),
        parent_origin=parent_origin,
        wishes=current.wishes,
    )
