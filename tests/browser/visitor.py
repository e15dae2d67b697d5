"""Somebody at a browser: opens links framed and not, and is watched for what must never happen on the side."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, Frame, Page

from tests.browser.chromium import Cookies
from tests.browser.site import Site
from tests.browser.watch import Watch, watch
from tests.support.live import Live

INSIDE = re.compile(r"/(?:w/[0-9a-f]{12}|u/[A-Za-z0-9_-]{43})/")
PATIENCE = 45_000.0
Scheme = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Visitor:
    """One browser context; `seen` is what it asked for and complained of."""

    context: BrowserContext
    seen: Watch
    live: Live
    site: Site

    def enter(self, who: str, *, view: str | None = None, locale: str = "en") -> Page:
        """A session at top level, by a link and its button."""
        page = self.context.new_page()
        page.goto(self.live.link(who, view=view, locale=locale))
        press(page)
        return page

    def frame(self, *who: str, view: str | None = None, locale: str = "en") -> tuple[Page, list[Frame]]:
        """A page of the firm's with a session for each person, all of them open."""
        addresses = [self.live.link(name, view=view, locale=locale) for name in who]
        page = self.context.new_page()
        # Beside each other: what is out of sight is drawn by the browser seldom, and waits for it never end.
        page.goto(self.site.frame(*addresses, style=f"body{{display:flex}}iframe{{width:{100 // len(who)}%}}"))
        return page, [land(frame_of(page, number)) for number in range(len(who))]

    def finish(self) -> None:
        """Keep what was secret, for the look into the log, and fail on anything that happened on the side."""
        self.live.remember(self.seen.requests)
        self.live.secrets.update(cookie.get("value", "") for cookie in self.context.cookies())
        assert self.seen.complaints == [], self.seen.complaints
        own = {address.partition("://")[2] for address in (self.live.origin, self.site.origin())}
        assert {host for host in self.seen.hosts() if not host.startswith("stranger.localhost:")} <= own


@dataclass(slots=True)
class OpenVisitor:
    """Makes visitors in one browser and says goodbye to all of them."""

    browser: Browser
    live: Live
    site: Site
    _visitors: list[Visitor] = field(default_factory=list)

    def __call__(
        self,
        *,
        width: int = 1280,
        script: bool = True,
        scheme: Scheme = "light",
        language: str = "en-GB",
        phone: bool = False,
    ) -> Visitor:
        context = self.browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
            color_scheme=scheme,
            locale=language,
            accept_downloads=True,
            is_mobile=phone,
            has_touch=phone,
        )
        if phone:
            # Browsers of phones have no viewer, and this is how they say so.
            context.add_init_script("Object.defineProperty(navigator, 'pdfViewerEnabled', { get: () => false })")
        context.set_default_timeout(PATIENCE)
        visitor = Visitor(context, watch(context), self.live, self.site)
        self._visitors.append(visitor)
        return visitor

    def close(self) -> None:
        """Finish every visit, the contexts first to be closed when one of them fails."""
        try:
            for visitor in self._visitors:
                visitor.finish()
        finally:
            for visitor in self._visitors:
                visitor.context.close()


ProfileVisitor = Callable[[Cookies], AbstractContextManager[Visitor]]


def frame_of(page: Page, number: int) -> Frame:
    """The frame of that number on a page of the firm's."""
    element = page.wait_for_selector(f"iframe[name=f{number}]")
    frame = element.content_frame() if element else None
    assert frame is not None
    return frame


def land(place: Page | Frame) -> Frame:
    """Wait until a session is open there."""
    frame = place.main_frame if isinstance(place, Page) else place
    frame.wait_for_url(INSIDE)
    return frame


def press(place: Page | Frame) -> Frame:
    """Press the button of the link's page, and wait for the session."""
    place.click("#open-link button")
    return land(place)
