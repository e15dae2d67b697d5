"""The same list in a firm's page and at top level, by real browsers: from the press to the page that is whole; and what
its first showing weighs on the way."""

import gzip
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from bench.plan import Plan
from bench.timing import median
from tests.browser.engines_client import Client, Spot
from tests.browser.engines_start import CONFIGURATIONS, Configuration, TopLevel, started
from tests.browser.site import Site, running_site
from tests.support.live import Live, live_portal

# Both ways begin by a press on the firm's page, and both clocks are this machine's.
_BEGIN = "(() => { setTimeout(() => document.getElementById('go').click()); return Date.now(); })()"
_WHOLE = """(() => {
  const [done] = performance.getEntriesByType("navigation");
  return document.querySelector("tbody .row-link") && done.loadEventEnd && performance.timeOrigin + done.loadEventEnd;
})()"""
_LOADED = re.compile(r'(?:src|href)="(/(?:static|brand)/[^"]+)"')


@dataclass(frozen=True, slots=True)
class FrameFigure:
    """Milliseconds of one engine and how it keeps sessions in frames, medians; `ratio` is that of the pairs. None where
    no session lives at top level: WebKitGTK keeps no Secure cookie over plain http, nor Chromium one that it blocks."""

    name: str
    mode: str
    framed: float
    top: float | None
    ratio: float | None


@dataclass(frozen=True, slots=True)
class FramesFigure:
    """All engines; and gzipped bytes of the element's script, of the list's page, and of all that the page loads."""

    engines: tuple[FrameFigure, ...]
    embed_bytes: int
    page_bytes: int
    loaded_bytes: int
    requests: int


def measure_frames(plan: Plan) -> FramesFigure:
    """Needs the three engines that the tests have."""
    with tempfile.TemporaryDirectory() as place, running_site() as site:
        with live_portal(Path(place), site.origin(), canaries=False) as live:
            engines = tuple(_engine(each, live, site, plan) for each in CONFIGURATIONS if each.whole)
            page, *others = _weights(live)
            with _calls(live) as calls:
                embed = _zipped(calls.get("/static/embed.v1.js").content)
        return FramesFigure(engines, embed, page, page + sum(others), 1 + len(others))


def _engine(configuration: Configuration, live: Live, site: Site, plan: Plan) -> FrameFigure:
    framed: list[float] = []
    top: list[float] = []
    with tempfile.TemporaryDirectory() as folder, started(configuration, Path(folder)) as driver:
        client = Client(configuration, driver, live, site, Path(folder) / "downloads")
        # The first round warms the portal and the browser and is left out.
        for _ in range(plan.rounds + 1):
            framed.append(_time(client, framed=True))
            if configuration.top_level is TopLevel.OPENS:
                top.append(_time(client, framed=False))
    ratios = [inside / alone for inside, alone in zip(framed[1:], top[1:], strict=False)]
    return FrameFigure(
        name=configuration.name,
        mode=configuration.mode.name.lower(),
        framed=median(framed[1:]),
        top=median(top[1:]) if top else None,
        ratio=median(ratios) if ratios else None,
    )


def _time(client: Client, *, framed: bool) -> float:
    link = client.live.link("full", view="/documents/", locale="en")
    target = ' target="f0"' if framed else ""
    frame = '<iframe name="f0" title="Portal"></iframe>' if framed else ""
    going = client.site.redirect(link)
    around = client.visit(client.site.page(f'<a id="go" href="{going}"{target}>Invoices</a>{frame}'))
    began: float = around.ask(_BEGIN)
    whole: float = Spot(client.driver, around.window, 0 if framed else None).ask(_WHOLE)
    client.driver.close()
    client.driver.switch_to.window(client.driver.window_handles[0])
    return whole - began


def _weights(live: Live) -> Iterator[int]:
    """Of the page itself, then of each script, style sheet and picture that it names."""
    token = live.issue("full", view="/documents/", locale="en").token
    # A frame of a browser that keeps no cookie: it goes on by its address.
    with _calls(live) as browser:
        answer = browser.post("/embed/exchange", data={"token": token})
        yield _zipped(answer.content)
        for path in sorted(set(_LOADED.findall(answer.text))):
            yield _zipped(browser.get(path).content)


def _calls(live: Live) -> httpx.Client:
    """Names below localhost are known to browsers alone."""
    place = urlsplit(live.origin)
    headers = {"Host": place.netloc, "Sec-Fetch-Dest": "iframe"}
    return httpx.Client(base_url=f"http://127.0.0.1:{place.port}", headers=headers, follow_redirects=True, timeout=10)


def _zipped(content: bytes) -> int:
    return len(gzip.compress(content, 6))
