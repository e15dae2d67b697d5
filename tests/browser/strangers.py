"""A stranger's page: what it says to every window that it finds, and how it gets into the firm's own page."""

import json

from playwright.sync_api import Frame, Page

from tests.browser.visitor import Visitor, frame_of

# What either side would obey, were it said by the right window of the right origin; and what looks like it.
MESSAGES: list[object] = [
    *({"source": "client-portal-host", "v": 1, "type": name} for name in ("refresh", "close", "no-token", "examine")),
    {"source": "client-portal-host", "v": 1, "type": "navigate", "view": "/files/"},
    {"source": "client-portal-host", "v": 1, "type": "token", "token": "TOKEN"},
    *(
        {"source": "client-portal", "v": 1, "type": name}
        for name in ("closed", "close-requested", "navigation", "health")
    ),
    {"source": "client-portal", "v": 1, "type": "token-needed", "reason": "idle"},
    {"source": "client-portal", "v": 1, "type": "expired", "reason": "ended"},
    {"source": "client-portal", "v": 1, "type": "height", "height": 19_999},
    {"source": "client-portal", "v": "1", "type": "__proto__", "view": {"toString": 1}},
    *(None, 0, "", "close", [], {}, {"type": "close"}, {"v": 1}, "x" * 10_000),
]
_SHOUT = """
<p>stranger</p><script>
  const messages = {messages};
  window.shout = (windows, many) => {{
    for (let each = 0; each < many; each += 1)
      for (const w of windows()) w.postMessage(messages[each % messages.length], "*");
  }};
</script>
"""


def shouter(visitor: Visitor, token: str = "", *, name: str = "stranger") -> str:
    """A page that can say all of that to any window, with a true token of somebody else's in it."""
    said = json.dumps(MESSAGES).replace('"TOKEN"', json.dumps(token))
    return visitor.site.page(_SHOUT.format(messages=said.replace("</", "<\\/")), name=name)


def add_frame(page: Page, address: str, number: int = 9) -> Frame:
    """One more frame in the firm's page, as an advertisement or a chat would be."""
    page.evaluate(
        "([a, n]) => { const f = document.createElement('iframe'); f.name = n; f.src = a; document.body.append(f); }",
        [address, f"f{number}"],
    )
    found = frame_of(page, number)
    found.wait_for_selector("text=stranger")
    return found
