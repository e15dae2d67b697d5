"""A page of the firm's with the portal's element in it: tokens to hand over, and everything that the element told."""

import json
from collections.abc import Iterable
from html import escape

from playwright.sync_api import Frame, Page

from tests.browser.visitor import Visitor, land

NAMES = ("ready", "navigation", "viewed", "downloaded", "token-needed", "expired", "error", "close-requested", "closed")
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


def embed(visitor: Visitor, tokens: Iterable[str], **options: object) -> Page:
    """Open such a page; the options are those of `mount`."""
    body = _PAGE.format(
        tokens=json.dumps(list(tokens)),
        names=json.dumps(NAMES),
        portal=escape(visitor.live.origin),
        options=json.dumps(options),
    )
    page = visitor.context.new_page()
    page.goto(visitor.site.page(body))
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
