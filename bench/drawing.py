"""What drawing costs by length: bare WeasyPrint, our engine, our pool on two cores, and a warm headless Chromium."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count

from playwright.sync_api import Page, sync_playwright

from bench.house import House
from bench.plan import Plan
from bench.prints import bare_page, content_of, draw_bare, pages_of
from bench.timing import interleaved, median
from portal.pdf import PdfPool, PrintedDocument
from portal.pdf.engine import render
from tests.browser.chromium import launch
from tests.support.needs import find_program

POOL = 2
_EACH = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawingFigure:
    """Milliseconds a document of so many lines, warm, one at a time; the pool's are of its callers together."""

    lines: int
    pages: int
    bare_ms: float
    engine_ms: float
    pool_ms: float
    chromium_ms: float | None
    """None where there is no Chromium."""
    engine_times_bare: float
    pool_times_bare: float
    engine_times_chromium: float | None


def measure_drawing(house: House, plan: Plan) -> list[DrawingFigure]:
    """A page, and the longer ones that the plan names; all ways in turn, the same document in all of them."""
    content = content_of(house, house.stock.small[2])
    with PdfPool(workers=POOL, wall_seconds=120, cpu_seconds=120) as pool, _chromium() as page:
        pool.warm_up()
        return [_measure(_of_length(content, lines), pool, page, plan) for lines in plan.drawn_lines]


def _measure(content: PrintedDocument, pool: PdfPool, page: Page | None, plan: Plan) -> DrawingFigure:
    numbers = count()
    works: dict[str, Callable[[], object]] = {
        "bare": lambda: draw_bare(content),
        "engine": lambda: render(content),
        "pool": lambda: _by_many(pool, content, numbers),
    }
    if page is not None:
        works["chromium"] = lambda: _printed(page, content)
    taken = interleaved(works, plan.rounds, 1, time.perf_counter)
    taken["pool"] = [seconds / (POOL * _EACH) for seconds in taken["pool"]]
    chromium = taken.get("chromium")

    def ratio(way: str, yardstick: str) -> float:
        return median([ours / theirs for ours, theirs in zip(taken[way], taken[yardstick], strict=True)])

    return DrawingFigure(
        lines=len(content.lines),
        pages=pages_of(content),
        bare_ms=median(taken["bare"]) * 1000,
        engine_ms=median(taken["engine"]) * 1000,
        pool_ms=median(taken["pool"]) * 1000,
        chromium_ms=None if chromium is None else median(chromium) * 1000,
        engine_times_bare=ratio("engine", "bare"),
        pool_times_bare=ratio("pool", "bare"),
        engine_times_chromium=None if chromium is None else ratio("engine", "chromium"),
    )


def _of_length(content: PrintedDocument, lines: int) -> PrintedDocument:
    return replace(content, lines=(content.lines * (lines // len(content.lines) + 1))[:lines])


def _by_many(pool: PdfPool, content: PrintedDocument, numbers: Iterator[int]) -> None:
    """As many as the pool draws at a time, each with its own number: equal ones would share one drawing."""
    documents = [replace(content, number=f"{content.number}-{next(numbers)}") for _ in range(POOL * _EACH)]
    with ThreadPoolExecutor(POOL) as callers:
        list(callers.map(pool.render, documents))


def _printed(page: Page, content: PrintedDocument) -> bytes:
    """The same HTML and style on paper; pictures and the running heads of paged media are not Chromium's."""
    html, style = bare_page(content)
    page.set_content(html.replace("</head>", f"<style>{style}</style></head>"))
    return page.pdf(format="A4", tagged=True)


@contextmanager
def _chromium() -> Iterator[Page | None]:
    if find_program("chromium", "chromium-browser", "google-chrome") is None:
        yield None
        return
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser.new_page(java_script_enabled=False)
        browser.close()
