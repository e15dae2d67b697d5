"""A client at any of the engines: tabs of the firm's site with the portal in their frames, and what is seen there."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

from selenium.common.exceptions import TimeoutException, WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.engines_start import Configuration
from tests.browser.site import Site
from tests.support.live import Live

PATIENCE = 45.0
Seen = TypeVar("Seen")
_INSIDE = re.compile(r"/(w/[0-9a-f]{12}|u/[A-Za-z0-9_-]{43})(/.*)")
# The height by message is another test's; a frame that grows would move what is about to be clicked.
_STILL = "body{display:flex}iframe{height:600px!important}"
_LINK_BESIDE = """(address => {
  const link = document.createElement("a");
  Object.assign(link, { id: "beside", href: address, target: "_blank", rel: "opener", textContent: "beside" });
  document.querySelector("h1").prepend(link);
  return true;
})(arguments[0])"""
# Controls that something covers; and which rows of a table are pressed by their own link alone.
COVERED = """(() => {
  const seen = [...document.querySelectorAll("a[href], button, summary, select, input:not([type=hidden])")]
    .map(each => [each, each.getBoundingClientRect()])
    .filter(([each, box]) => each.checkVisibility() && box.width && box.top >= 0 && box.bottom < innerHeight)
    .filter(([each, box]) => box.left >= 0 && box.right < innerWidth && !each.closest(".skip"));
  const covered = seen.filter(([each, box]) => {
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return !top || !(each.contains(top) || top.contains(each) || top.closest("label")?.control === each);
  });
  return [seen.length, covered.map(([each]) => each.outerHTML.slice(0, 120))];
})()"""
ROWS = """(() => {
  const inside = [...document.querySelectorAll("tbody tr")].map(row => [row, row.getBoundingClientRect()])
    .filter(([row, box]) => box.top >= 0 && box.bottom < innerHeight);
  return inside.map(([row, box]) => {
    const link = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2).closest("a");
    return link !== null && link === row.querySelector(".row-link");
  });
})()"""


@dataclass(frozen=True, slots=True)
class Spot:
    """One place in a browser: a window, in it the frame of that number, in that the frame of that selector."""

    driver: WebDriver
    window: str
    frame: int | None = None
    inner: str | None = None

    def go(self) -> None:
        """Let the next commands be about this place."""
        self.driver.switch_to.window(self.window)
        self.driver.switch_to.default_content()
        frames = [] if self.frame is None else [f"iframe[name=f{self.frame}]"]
        for selector in [*frames, *filter(None, [self.inner])]:
            self.driver.switch_to.frame(self.driver.find_element(By.CSS_SELECTOR, selector))

    def wait(self, look: Callable[[WebDriver], Seen], what: str) -> Seen:
        """What `look` finds here, as soon as it is anything; meanwhile pages come and go, and so do its objects."""

        last = "nothing"

        def once(driver: WebDriver) -> Seen | None:
            nonlocal last
            try:
                self.go()
                return look(driver)
            except WebDriverException as fault:
                last = repr(fault.msg)
                return None

        try:
            return cast(Seen, WebDriverWait(self.driver, PATIENCE, 0.05).until(once))
        except TimeoutException:
            self.go()
            here = self.driver.execute_script("return [document.title, document.body.innerText.slice(0, 200)]")
            raise AssertionError(f"never seen: {what}; last was {last}, and there is {here}") from None

    def ask(self, script: str, *values: object) -> Any:
        """The value of an expression of JavaScript here, as soon as it is anything but false, null or empty."""
        return self.wait(lambda driver: driver.execute_script(f"return {script}", *values), f"{script} {values}")

    def click(self, selector: str) -> None:
        """Press what is there, once it is."""

        def press(driver: WebDriver) -> WebElement:
            element = driver.find_element(By.CSS_SELECTOR, selector)
            element.click()
            return element

        self.wait(press, selector)

    def give(self, selector: str, path: Path) -> None:
        """Choose a file in the field there."""
        self.wait(lambda driver: driver.find_element(By.CSS_SELECTOR, selector), selector).send_keys(str(path))

    def place(self) -> tuple[str, str]:
        """Where the session is that is open here, `w/<slot>` or `u/<handle>`, and the path within it."""
        path = self.ask(f"(location.pathname.match({_INSIDE.pattern!r}) || [''])[0]")
        found = _INSIDE.fullmatch(path)
        assert found
        return found[1], found[2]

    def tab(self, end: str) -> None:
        """Go to the tab of the portal whose address ends so, and wait until its page is there."""
        self.click(f"nav.tabs a[href$='{end}']")
        self.arrived(end)

    def arrived(self, end: str) -> None:
        """Wait for the page of that tab."""
        self.ask("document.querySelector(arguments[0]) !== null", f"nav.tabs a[href$='{end}'][aria-current=page]")

    def open_document(self) -> str:
        """Open the first document of the list that is shown, and say its id."""
        self.click("tbody tr .row-link")
        path: str = self.ask("(location.pathname.match('/documents/([a-z]+_[a-z2-7]+)/$') || [])[1]")
        self.ask("document.querySelector('.document-title') !== null")
        return path

    def speak(self, language: str) -> None:
        """Choose a language in the menu: a form that posts."""
        self.click("details.menu:not([open]) summary")
        self.click(f".menu button[value={language}]")
        self.ask("document.documentElement.lang === arguments[0]", language)

    def heading(self, *words: str) -> None:
        """Wait for the page with one of these headings."""
        self.ask("arguments[0].includes(document.querySelector('h1')?.textContent.trim())", list(words))


@dataclass(frozen=True, slots=True)
class Client:
    """Somebody at one browser, which is set in one way."""

    configuration: Configuration
    driver: WebDriver
    live: Live
    site: Site
    downloads: Path

    def visit(self, address: str) -> Spot:
        """Open an address in a new window: a tab behind others draws nothing in some engines."""
        self.driver.switch_to.new_window("window")
        spot = Spot(self.driver, self.driver.current_window_handle)
        self.driver.get(address)
        return spot

    def frame(self, *who: str) -> list[Spot]:
        """A page of the firm's in a new window, with a session for each person; all of them are open."""
        tab = self.visit(self.site.frame(*(self.live.link(name, locale="en") for name in who), style=_STILL))
        return [self.landed(Spot(self.driver, tab.window, number)) for number in range(len(who))]

    def landed(self, spot: Spot) -> Spot:
        """Wait until a session is open there, kept in the way that is this browser's; its secret is remembered."""
        kind, _, secret = spot.place()[0].partition("/")
        assert kind == self.configuration.mode.value
        if kind == "u":
            self.live.secrets.add(secret)
        return spot

    def follow(self, spot: Spot, address: str) -> Spot:
        """Press a link to this address that opens a window of its own, as a middle click on one of the page's does."""
        before = set(self.driver.window_handles)
        spot.ask(_LINK_BESIDE, address)
        spot.click("#beside")
        fresh: set[str] = self.soon(lambda: set(self.driver.window_handles) - before, "a new window")
        return Spot(self.driver, fresh.pop())

    def reload(self, spot: Spot) -> None:
        """Load the firm's page around this frame again, and wait until it is another."""
        around = Spot(self.driver, spot.window)
        around.ask("(window.isOld = true)")
        self.driver.refresh()
        around.ask("window.isOld === undefined && document.readyState === 'complete'")

    def ticket(self, spot: Spot, path: str) -> str:
        """The address with a ticket that this path of the portal leads to."""
        spot.go()
        address: str = self.driver.execute_async_script(
            "const done = arguments[1]; fetch(arguments[0]).then(answer => done(answer.url), done)", path
        )
        assert address.startswith(f"{self.live.origin}/dl/"), address
        self.live.remember([address])
        return address

    def downloaded(self) -> Path:
        """The PDF that is being saved, as soon as it is whole; it is moved away, so that the next one shows."""

        def whole() -> list[Path]:
            found = [path for path in self.downloads.glob("*.pdf") if path.read_bytes().rstrip().endswith(b"%%EOF")]
            return found if not list(self.downloads.glob("*.part")) else []

        path = self.soon(whole, "a PDF that is saved").pop()
        return path.rename(self.downloads.parent / path.name)

    def soon(self, look: Callable[[], Seen], what: str) -> Seen:
        """What `look` finds, as soon as it is anything."""
        return WebDriverWait(self.driver, PATIENCE, 0.05).until(lambda _: look(), f"never seen: {what}")

    def leave(self) -> None:
        """Close every window but the first, and with them what was open."""
        first, *others = self.driver.window_handles
        for window in others:
            self.driver.switch_to.window(window)
            self.driver.close()
        self.driver.switch_to.window(first)
