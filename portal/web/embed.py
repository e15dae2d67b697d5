"""The way in: look at a link without using it, claim it, and see whether the browser keeps a cookie."""

from dataclasses import dataclass

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.door import look_up
from portal.errors import CodeNeeded, CookiesBlocked, LinkRefused, LinkUsed
from portal.identity import system
from portal.services.entry.claims import claim_link, settle_session
from portal.services.entry.new_links import mail_new_link
from portal.web.addresses import COOKIE_PREFIX
from portal.web.again import lost_by_whoever_asks
from portal.web.asking import asking, visitor_address
from portal.web.embed_code import code_page
from portal.web.entering import (
    Carried,
    behind,
    carried,
    enter,
    note_refusal,
    open_token,
    own_live_slot,
    refuse_other_pages,
    whoever_presses,
)
from portal.web.error_page import ErrorPage
from portal.web.guard import public
from portal.web.headers import known_origins
from portal.web.host_page import referring_origin
from portal.web.limits import few_attempts
from portal.web.parts import parts
from portal.web.wishes import take_wishes

blueprint = Blueprint("embed", __name__, url_prefix="/embed")


@dataclass(frozen=True, slots=True)
class Interstitial:
    """The page between a link and its session."""

    entity_name: str
    firm: str
    exchange_url: str
    auto: bool
    asked_before: bool
    carried: Carried


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
    """Claim the link and begin its session, or ask for a code first. Only the portal's own page may ask for that."""
    take_wishes()
    refuse_other_pages()
    token = request.form.get("token")
    opened = open_token(token)
    current, browser = asking(), whoever_presses()
    try:
        claimed = claim_link(parts().database, parts().settings, opened, browser, current.at)
    except LinkUsed as used:
        if slot := own_live_slot(opened):
            return redirect(behind(url_for("overview.show", slot=slot), current.wishes.view), 303)
        if isinstance(used, CodeNeeded):
            return code_page(opened)
        note_refusal(opened, used)
        raise
    except LinkRefused as refusal:
        note_refusal(opened, refusal)
        raise
    return enter(claimed, framed=browser.framed)


@blueprint.post("/again")
@public
@few_attempts
def mail_again() -> ResponseReturnValue:
    """Have a new link mailed in the place of one that is dead, or of an ended session's. Whatever comes of it, the
    answer is the same: it reveals neither a recipient nor what they may."""
    take_wishes()
    refuse_other_pages()
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
    return redirect(behind(url_for("overview.show", **place), settled.view), 303)


def _interstitial(token: str | None) -> ResponseReturnValue:
    take_wishes()
    opened = open_token(token)
    current = asking()
    with parts().database.visit(system(opened.claims.scope), at=current.at) as visit:
        names = visit.entity.name, visit.account.name
    # Any site can post a link of its own here; only the firm's own post opens without a press.
    auto = current.framed or referring_origin() in known_origins()
    page = Interstitial(
        *names,
        exchange_url=url_for("embed.exchange"),
        auto=auto and not (current.quiet or current.prefetching),
        asked_before=current.asked_before,
        carried=carried(token),
    )
    return render_template("embed/interstitial.html", link=page)
