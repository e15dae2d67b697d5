"""A page of the firm's with the portal's element in it: tokens to hand over, and everything that the element told."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from html import escape

from playwright.sync_api import Frame, Page
from sqlalchemy import select

from portal.identity import system
from portal.models import PortalSession
from tests.browser.visitor import Visitor, land
from tests.support.live import Live

NAMES = (
    *("ready", "navigation", "viewed", "downloaded", "token-needed", "expired", "error", "doctor"),
    *("close-requested", "closed"),
)
_PAGE = """
<script>
  window.tokens = {tokens};
  window.asked = [];
  window.told = [];
  for (const name of {names})
    addEventListener("portal-" + name, event => told.push([name, event.detail]));
</script>
<script src="{portal}/static/embed.v1.js"></script>
<h1>Ada &amp; Co</h1>
<div id="place"></div>
<script>
  window.element = ClientPortal.mount("#place", {{
    fetchToken: asked => {{ window.asked.push(asked.reason); return tokens.shift(); }}, ...{options},
  }});
</script>
"""


def page_with_element(live: Live, tokens: Iterable[str], **options: object) -> str:
    """The body of such a page; the options are those of `mount`."""
    return _PAGE.format(
        tokens=json.dumps(list(tokens)),
        names=json.dumps(NAMES),
        portal=escape(live.origin),
        options=json.dumps(options),
    )


def embed(visitor: Visitor, tokens: Iterable[str], **options: object) -> Page:
    """Open such a page."""
    page = visitor.context.new_page()
    page.goto(visitor.site.page(page_with_element(visitor.live, tokens, **options)))
    return page


def inside(page: Page) -> Frame:
    """The frame of the element, with a session open in it."""
    return land(frame(page))


def frame(page: Page) -> Frame:
    """The frame of the element, whatever it shows."""
    element = page.wait_for_selector("client-portal iframe")
    found = element.content_frame() if element else None
    assert found is not None
    return found


def told(page: Page, name: str) -> dict[str, object]:
    """What the first event of this name said, as soon as it has come."""
    page.wait_for_function("name => told.some(each => each[0] === name)", arg=name)
    found: dict[str, object] = page.evaluate("name => told.find(each => each[0] === name)[1]", name)
    return found


def newest(live: Live, who: str) -> PortalSession:
    """The session that began last in this person's client."""
    with live.database.visit(system(live.cast.people[who].scope)) as visit:
        return visit.session.scalars(select(PortalSession).order_by(PortalSession.created_at.desc()).limit(1)).one()


def shift(live: Live, who: str, session: PortalSession, **limits: timedelta) -> None:
    """Move the times of a session, as hours of waiting would."""
    with live.database.visit(system(live.cast.people[who].scope)) as visit, visit.write() as writing:
        row = writing.get_one(PortalSession, session.id)
        for name, span in limits.items():
            setattr(row, name, datetime.now(UTC) + span)


def wake(page: Page, *, framed: bool = True) -> None:
    """Somebody comes back to the page."""
    (frame(page) if framed else page.main_frame).evaluate("document.dispatchEvent(new Event('visibilitychange'))")
