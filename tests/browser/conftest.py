"""What the browser tests share: a portal and the sites around it, one browser, and visitors who are watched."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.browser.chromium import Cookies, launch, profile
from tests.browser.site import Site, running_site
from tests.browser.visitor import PATIENCE, OpenVisitor, ProfileVisitor, Visitor
from tests.browser.watch import watch
from tests.support.live import Live, live_portal


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The firm's site and everybody else's."""
    with running_site() as site:
        yield site


@pytest.fixture(scope="session")
def live(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The portal as it is served. After the last test its log must hold none of the secrets that were given out."""
    with live_portal(tmp_path_factory.mktemp("live"), site.origin()) as live:
        yield live
    assert live.leaked() == []


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """One browser; every visitor has a context of their own in it."""
    browser = launch(playwright)
    yield browser
    browser.close()


@pytest.fixture
def open_visitor(chromium: Browser, live: Live, site: Site) -> Iterator[OpenVisitor]:
    """Makes visitors with choices of their own; each is watched to the end of the test."""
    maker = OpenVisitor(chromium, live, site)
    yield maker
    maker.close()


@pytest.fixture
def visitor(open_visitor: OpenVisitor) -> Visitor:
    """Somebody with an ordinary window, who reads English."""
    return open_visitor()


@pytest.fixture
def profile_visitor(playwright: Playwright, live: Live, site: Site, tmp_path: Path) -> ProfileVisitor:
    """Enters a browser of its own whose cookie settings are chosen."""

    @contextmanager
    def enter(cookies: Cookies) -> Iterator[Visitor]:
        with profile(playwright, tmp_path / cookies.value, cookies) as context:
            context.set_default_timeout(PATIENCE)
            visitor = Visitor(context, watch(context), live, site)
            yield visitor
            visitor.finish()

    return enter
