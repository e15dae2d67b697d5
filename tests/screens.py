"""Pictures of every page, by a real browser over the standing cast: `python -m tests.screens [--all FOLDER]`.

Without arguments it writes the set that is kept in `docs/screens/`; `--all` writes each page at each width, in both
schemes, at top level and framed, to a folder for looking at.
"""

import argparse
import itertools
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode, urlsplit

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import launch
from tests.browser.site import Site, running_site
from tests.support.live import Live, live_portal
from tests.support.needs import ROOT

KEPT = ROOT / "docs" / "screens"
WIDTHS = (320, 768, 1280)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
HEIGHT, LONGEST, COLORS = 900, 2400, 128


@dataclass(frozen=True, slots=True)
class Shot:
    """One page of one person, on a screen; `path` is behind the session's prefix."""

    name: str
    who: str
    path: str
    locale: str = "en"
    whole_set: bool = False

    def file(self, width: int, scheme: str, framed: bool) -> str:
        return f"{self.name}-{width}-{scheme}{'-framed' if framed else ''}.png"


def shots(live: Live) -> list[Shot]:
    """Every page inside a session."""
    papers = live.cast.documents
    return [
        Shot("overview", "admin", "", whole_set=True),
        Shot("invoices", "full", "documents/", whole_set=True),
        Shot("document", "admin", f"documents/{papers['overdue_invoice']}/", whole_set=True),
        Shot("filtered", "full", "documents/?status=overdue&q=ek"),
        Shot("received", "full", "documents/?direction=received"),
        Shot("credit-note", "editor", f"documents/{papers['credit_note']}/"),
        Shot("conflict", "full", f"documents/{papers['received_conflict']}/"),
        Shot("voided", "full", f"documents/{papers['voided_invoice']}/"),
        Shot("long-name", "viewer", f"documents/{papers['longest_name']}/"),
        Shot("files", "full", "files/"),
        Shot("exports", "full", "exports/"),
        Shot("new-export", "full", "exports/new"),
        Shot("reports", "full", "reports/", whole_set=True),
        Shot("vat-summary", "full", f"reports/vat-summary/{live.cast.at.year}/", whole_set=True),
        Shot("aging", "viewer", f"reports/aging/{live.cast.at.year}/"),
        Shot("kir-sl", "admin", f"reports/kir/{live.cast.at.year}/", locale="sl"),
        Shot("session", "viewer", "session/"),
        Shot("activity", "admin", "activity/"),
        Shot("not-found", "viewer", "documents/inv_" + "a" * 26 + "/"),
        Shot("empty-overview", "nova_full", ""),
        Shot("empty-invoices", "nova_full", "documents/"),
        Shot("overview-sl", "admin", "", locale="sl"),
        Shot("overview-de", "birch_admin", "", locale="de"),
    ]


def links(live: Live) -> Iterator[tuple[str, str]]:
    """Every page in front of a session: name and address."""
    yield "interstitial", live.link("viewer")
    yield "expired", live.address_of(live.issue("viewer", ago=timedelta(minutes=30)))
    revoked = live.issue("viewer")
    live.revoke("viewer", revoked.id)
    yield "revoked", live.address_of(revoked)
    yield "malformed", f"{live.origin}/embed?token=pl1.cut.off"
    yield "not-signed-in", f"{live.origin}/w/000000000000/"
    yield "api", f"{live.origin}/api/v1/docs"
    used = live.issue("viewer")
    claim(live, used.token)
    yield "used", live.address_of(used)
    yield "code", live.address_of(live.issue("viewer", locale="en", recipient="ana@elm.example", require_code=True))
    yield "cookies-blocked", claim(live, live.issue("viewer").token)


def claim(live: Live, token: str) -> str:
    """Open a link as another browser would; the address where that one would show whether it kept the cookie."""
    place = urlsplit(live.origin)
    connection = HTTPConnection("127.0.0.1", place.port or 80)
    headers = {"Host": place.netloc, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/embed/exchange", urlencode({"token": token}), headers)
    location = connection.getresponse().headers["Location"]
    connection.close()
    return f"{live.origin}{location}"


def photograph(browser: Browser, live: Live, site: Site, folder: Path, *, everything: bool) -> None:
    """Write the pictures of all pages."""
    for width, scheme in itertools.product(WIDTHS, SCHEMES):
        usual = everything or (width, scheme) in {(1280, "light"), (320, "dark")}
        context = browser.new_context(viewport={"width": width, "height": HEIGHT}, color_scheme=scheme, locale="en-GB")
        page = context.new_page()
        if usual:
            _at_the_door(page, live, folder, f"{width}-{scheme}")
        for shot in shots(live):
            if usual or shot.whole_set:
                _enter(page, live, shot)
                page.goto(page.url + shot.path)
                _keep(page, folder / shot.file(width, scheme, framed=False))
            if everything or (shot.whole_set and width == 1280):
                _framed(page, live, site, shot)
                _keep(page, folder / shot.file(width, scheme, framed=True))
                page.set_viewport_size({"width": width, "height": HEIGHT})
        context.close()


def _at_the_door(page: Page, live: Live, folder: Path, screen: str) -> None:
    """What is seen before a session and after it, and the menu that it is left by."""
    for name, address in links(live):
        page.goto(address)
        if name in {"revoked", "used", "code"}:
            page.click("#open-link button")
        _keep(page, folder / f"{name}-{screen}.png")
    _enter(page, live, Shot("menu", "viewer", ""))
    page.click(".menu summary")
    _keep(page, folder / f"menu-{screen}.png")
    page.click(".menu form:last-child button")
    _keep(page, folder / f"signed-out-{screen}.png")


def _enter(page: Page, live: Live, shot: Shot) -> None:
    page.goto(live.link(shot.who, locale=shot.locale))
    page.click("#open-link button")


def _framed(page: Page, live: Live, site: Site, shot: Shot) -> None:
    """The page inside the firm's, where the link itself names the view."""
    view = f"/{shot.path}" if shot.path else None
    page.goto(site.frame(live.link(shot.who, view=view, locale=shot.locale), style="body{margin:32px;background:#eef}"))
    frame = page.frame(name="f0")
    assert frame is not None
    frame.wait_for_selector("main h1")
    page.wait_for_timeout(400)
    # What lies in a frame is painted only as far as the window reaches.
    height: int = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": page.evaluate("innerWidth"), "height": min(height, LONGEST)})
    page.wait_for_timeout(200)


def _keep(page: Page, file: Path) -> None:
    page.screenshot(path=file, full_page=True, animations="disabled")
    with Image.open(file) as picture:
        shown = picture.convert("RGB").crop((0, 0, picture.width, min(picture.height, LONGEST)))
    shown.quantize(COLORS, dither=Image.Dither.NONE).save(file, optimize=True)


def _index(folder: Path) -> None:
    rows = [f"| {file.stem} | ![{file.stem}]({file.name}) |" for file in sorted(folder.glob("*.png"))]
    text = "# Pictures of every page\n\nMade by `make screens`; long pages are cut.\n\n| page | picture |\n|---|---|\n"
    (folder / "README.md").write_text(text + "\n".join(rows) + "\n", encoding="utf-8")


def main() -> None:
    """Make the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="every page, width, scheme and mode, into FOLDER")
    everything: Path | None = parser.parse_args().all
    folder = everything or KEPT
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as place, running_site() as site, sync_playwright() as playwright:
        browser = launch(playwright)
        with live_portal(Path(place), site.origin(), canaries=False) as live:
            photograph(browser, live, site, folder, everything=everything is not None)
        browser.close()
    _index(folder)


if __name__ == "__main__":
    main()
