"""The way in: look at a link without using it, claim it, and see whether the browser keeps a cookie."""

from dataclasses import dataclass

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.door import look_up
from portal.errors import CookiesBlocked, ForgedRequest, LinkRefused, LinkUsed, OpenedElsewhere
from portal.identity import system
from portal.logs import log
from portal.services.entry.claims import claim_link, live_slots, settle_session
from portal.services.entry.link_refusals import refuse_link
from portal.services.entry.links import open_link
from portal.services.entry.new_links import mail_new_link
from portal.services.entry.sessions import find_session
from portal.tokens import ExpiredToken, Opened
from portal.web.addresses import COOKIE_PREFIX
from portal.web.again import lost_by_whoever_asks
from portal.web.asking import asking, visiting_browser, visitor_address
from portal.web.error_page import ErrorPage
from portal.web.guard import public
from portal.web.headers import known_origins
from portal.web.host_page import parent_origin, referring_origin
from portal.web.limits import few_attempts
from portal.web.parts import parts
from portal.web.sessions import keep_cookie
from portal.web.wishes import take_wishes

blueprint = Blueprint("embed", __name__, url_prefix="/embed")


@dataclass(frozen=True, slots=True)
class Interstitial:
    """The page between a link and its session."""

    entity_name: str
    firm: str
    exchange_url: str
    token: str
    auto: bool
    parent: str
    """The origin that frames it, when it is one of the account's; the page talks with it and with nobody else."""
    view: str
    theme: str
    language: str
    asked_before: bool


@blueprint.get("")
@public
@few_attempts
def look() -> ResponseReturnValue:
    """Show who the link is for, and a button. Consumes nothing, sets no cookie, whoever fetches it how often."""
    return _interstitial(request.args.get("token"))


@blueprint.post("/open")
@public
@few_attempts
def open_posted() -> ResponseReturnValue:
    """The same, with the token in the body: it stands in no address, history or log."""
    return _interstitial(request.form.get("token"))


@blueprint.post("/exchange")
@public
@few_attempts
def exchange() -> ResponseReturnValue:
    """Claim the link and begin its session. Only the interstitial itself may ask for that."""
    take_wishes()
    _refuse_other_pages()
    token = request.form.get("token")
    opened = _open(token)
    current = asking()
    browser = visiting_browser(current.parent_wish if current.parent_wish in known_origins() else None)
    try:
        claimed = claim_link(parts().database, parts().settings, opened, browser, current.at)
    except LinkUsed as used:
        if slot := _own_live_slot(opened):
            return redirect(_behind(url_for("overview.show", slot=slot), current.wishes.view), 303)
        _refuse(opened, used)
        raise
    except LinkRefused as refusal:
        _refuse(opened, refusal)
        raise
    response = make_response(redirect(url_for("embed.check", slot_number=claimed.slot, once=claimed.once), 303))
    keep_cookie(response, claimed.slot, claimed.secret, framed=browser.framed)
    return response


@blueprint.post("/again")
@public
@few_attempts
def mail_again() -> ResponseReturnValue:
    """Have a new link mailed in the place of one that is dead, or of an ended session's. Whatever comes of it, the
    answer is the same: it reveals neither a recipient nor what they may."""
    take_wishes()
    _refuse_other_pages()
    if lost := lost_by_whoever_asks():
        given = parts()
        mail_new_link(given.database, given.sealer, given.settings, lost, at=asking().at, address=visitor_address())
    return make_response(render_template("errors/page.html", page=ErrorPage(kind="new_link_asked", status=200)))


@blueprint.get("/check/<slot:slot_number>/<once>")
@public
@few_attempts
def check(slot_number: str, once: str) -> ResponseReturnValue:
    """See whether the cookie came back; if not, a frame goes on with a handle in its address."""
    current = asking()
    if found := look_up(parts().database, f"check:{once}"):
        current.scope = found.scope
    cookie = request.cookies.get(COOKIE_PREFIX + slot_number)
    destination = request.headers.get("Sec-Fetch-Dest")
    framed = destination is None or current.framed
    settled = settle_session(
        parts().database, parts().settings, slot_number, once, cookie, framed=framed, at=current.at
    )
    if settled is None:
        raise CookiesBlocked("no cookie came back at top level")
    place = {"slot": settled.slot} if settled.slot else {"handle": settled.handle}
    return redirect(_behind(url_for("overview.show", **place), settled.view), 303)


def _refuse_other_pages() -> None:
    """Only a page of the portal itself may send this form."""
    origin = request.headers.get("Origin", parts().settings.origin)
    if origin != parts().settings.origin:
        if origin.partition("://")[2] == request.host:
            raise OpenedElsewhere(f"the page was opened at {origin}, and PORTAL_BASE_URL says another address")
        raise ForgedRequest("the form was not sent by the portal's own page")
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise ForgedRequest("the browser says that the form comes from another site")


def _behind(home: str, view: str | None) -> str:
    """The page behind a session's prefix; a view begins with the slash that the prefix ends with."""
    return home + (view or "/").removeprefix("/")


def _interstitial(token: str | None) -> ResponseReturnValue:
    take_wishes()
    opened = _open(token)
    current = asking()
    with parts().database.visit(system(opened.claims.scope), at=current.at) as visit:
        names = visit.entity.name, visit.account.name
    # Any site can post a link of its own here; only the firm's own post opens without a press.
    auto = current.framed or referring_origin() in known_origins()
    page = Interstitial(
        *names,
        exchange_url=url_for("embed.exchange"),
        token=str(token),
        auto=auto and not (current.quiet or current.prefetching),
        parent=parent_origin(),
        view=current.wishes.view or "",
        theme=current.wishes.theme or "",
        language=current.wishes.locale or "",
        asked_before=current.asked_before,
    )
    return render_template("embed/interstitial.html", link=page)


def _open(token: str | None) -> Opened:
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


def _refuse(opened: Opened, refusal: LinkRefused) -> None:
    log.info("link refused", link=opened.claims.jti, reason=refusal.reason, why=str(refusal))
    refuse_link(parts().database, opened.claims, refusal, asking().at, visitor_address())


def _own_live_slot(opened: Opened) -> str | None:
    """The slot that this used link became in this very browser, as its cookie proves."""
    for slot, session_id in live_slots(parts().database, opened, asking().at).items():
        cookie = request.cookies.get(COOKIE_PREFIX + slot)
        found = find_session(parts().database, f"cookie:{cookie}") if cookie else None
        if found == (opened.claims.scope, session_id):
            return slot
    return None
