"""What opening a link has in common, wherever it is pressed: what the token says, who may send its form, and the way
into the session that comes of it."""

from dataclasses import dataclass

from flask import make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.errors import ForgedRequest, LinkRefused, OpenedElsewhere
from portal.logs import log
from portal.services.entry.browsers import Browser
from portal.services.entry.claims import Claimed, live_slots
from portal.services.entry.link_refusals import refuse_link
from portal.services.entry.links import open_link
from portal.services.entry.sessions import find_session
from portal.tokens import ExpiredToken, Opened
from portal.web.addresses import COOKIE_PREFIX
from portal.web.asking import asking, visiting_browser, visitor_address
from portal.web.headers import known_origins
from portal.web.host_page import parent_origin
from portal.web.parts import parts
from portal.web.sessions import keep_cookie


def refuse_other_pages() -> None:
    """Only a page of the portal itself may send its forms."""
    origin = request.headers.get("Origin", parts().settings.origin)
    if origin != parts().settings.origin:
        if origin.partition("://")[2] == request.host:
            raise OpenedElsewhere(f"the page was opened at {origin}, and PORTAL_BASE_URL says another address")
        raise ForgedRequest("the form was not sent by the portal's own page")
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise ForgedRequest("the browser says that the form comes from another site")


def open_token(token: str | None) -> Opened:
    """The opened link, with its scope made known to whatever page comes out, the refusal's included."""
    current = asking()
    try:
        opened = open_link(parts().database, parts().sealer, parts().settings, token, current.at)
    except ExpiredToken as expired:
        current.scope, current.locale_claim = expired.claims.scope, expired.claims.locale
        if request.method == "POST":
            refuse_link(parts().database, expired.claims, expired, current.at, visitor_address())
        raise
    current.scope, current.locale_claim = opened.claims.scope, opened.claims.locale
    return opened


def whoever_presses() -> Browser:
    """The browser, and the page around it when that is the account's; a link must have been opened by then."""
    wish = asking().parent_wish
    return visiting_browser(wish if wish in known_origins() else None)


def enter(claimed: Claimed, *, framed: bool) -> ResponseReturnValue:
    """On to where the browser shows whether it keeps the cookie that it gets here."""
    response = make_response(redirect(url_for("embed.check", slot_number=claimed.slot, once=claimed.once), 303))
    keep_cookie(response, claimed.slot, claimed.secret, framed=framed)
    return response


def note_refusal(opened: Opened, refusal: LinkRefused) -> None:
    """Write down why a true link did not open, for the firm."""
    log.info("link refused", link=opened.claims.jti, reason=refusal.reason, why=str(refusal))
    refuse_link(parts().database, opened.claims, refusal, asking().at, visitor_address())


def own_live_slot(opened: Opened) -> str | None:
    """The slot that this link became in this very browser, as its cookie proves."""
    for slot, session_id in live_slots(parts().database, opened, asking().at).items():
        cookie = request.cookies.get(COOKIE_PREFIX + slot)
        found = find_session(parts().database, f"cookie:{cookie}") if cookie else None
        if found == (opened.claims.scope, session_id):
            return slot
    return None


@dataclass(frozen=True, slots=True)
class Carried:
    """What each form at the door sends on: the link, and what the page around it wishes for its session."""

    token: str
    parent: str
    """The origin that frames it, when it is one of the account's; the page talks with it and with nobody else."""
    view: str
    theme: str
    language: str


def carried(token: str | None) -> Carried:
    """Of the link that this request showed; its wishes must have been taken by then."""
    wishes = asking().wishes
    return Carried(str(token), parent_origin(), wishes.view or "", wishes.theme or "", wishes.locale or "")


def behind(home: str, view: str | None) -> str:
    """The page behind a session's prefix; a view begins with the slash that the prefix ends with."""
    return home + (view or "/").removeprefix("/")
