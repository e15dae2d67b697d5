"""Figure 2, its second half: a document's first PDF against a bare WeasyPrint call on the same HTML, warm."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from weasyprint import CSS, HTML
from weasyprint.document import Document as LaidOut

from bench.browser import Browser, Session
from bench.house import House
from bench.plan import Plan
from bench.timing import interleaved, median
from portal.identity import system
from portal.models import Document
from portal.pdf import PrintedDocument
from portal.pdf.designs import design_of
from portal.pdf.engine import render
from portal.pdf.page import compose
from portal.pdf.pictures import ClosedFetcher, pictures_of
from portal.resources import template_root
from portal.services.paper.printing import printed_content

_WARM_UP = 16


@dataclass(frozen=True, slots=True)
class PrintFigure:
    """Milliseconds for one document of ten lines: WeasyPrint alone, our engine, and the first press of the button."""

    bare_ms: float
    engine_ms: float
    first_ms: float
    engine_times_bare: float
    first_times_bare: float


class Presses:
    """Presses of the PDF button on documents never printed before: ticket, drawing in the pool, stored, committed."""

    def __init__(self, house: House, entity_id: str) -> None:
        self._session: Session = house.enter(entity_id)
        self._documents: Iterator[str] = iter(house.stock.documents[entity_id])
        self._origin = house.server.origin

    def press(self) -> None:
        """One press, to the last byte."""
        path = f"{self._session.home}documents/{next(self._documents)}/pdf"
        # A connection a press: the server lets go of one that was idle while the others drew.
        with Browser(self._origin) as browser:
            ticket = browser.get(path, self._session.cookie, expect=303)
            browser.get(str(ticket.headers["Location"]))


def measure_prints(house: House, plan: Plan) -> PrintFigure:
    """The three in turn, one document after the other, nothing else asking."""
    entity = house.stock.small[2]
    content = content_of(house, entity)
    presses = Presses(house, entity)
    for _ in range(_WARM_UP):
        presses.press()
    works: dict[str, Callable[[], object]] = {
        "bare": lambda: draw_bare(content),
        "engine": lambda: render(content),
        "first": presses.press,
    }
    taken = interleaved(works, plan.rounds, plan.prints, time.perf_counter)
    rounds = list(zip(taken["bare"], taken["engine"], taken["first"], strict=True))
    return PrintFigure(
        bare_ms=median([bare * 1000 for bare, _, _ in rounds]),
        engine_ms=median([engine * 1000 for _, engine, _ in rounds]),
        first_ms=median([first * 1000 for _, _, first in rounds]),
        engine_times_bare=median([engine / bare for bare, engine, _ in rounds]),
        first_times_bare=median([first / bare for bare, _, first in rounds]),
    )


def content_of(house: House, entity_id: str) -> PrintedDocument:
    """A document of ten lines of the entity's, as it is printed."""
    wanted = select(Document).where(Document.id == house.stock.documents[entity_id][-1])
    with house.database.visit(system(house.stock.scope(entity_id))) as visit:
        return printed_content(visit, house.storage, visit.session.scalars(wanted).one())


def draw_bare(content: PrintedDocument) -> bytes:
    """What WeasyPrint's own manual shows: everything made for one document, and the simplest kind of PDF."""
    pdf: bytes = _laid_out(content).write_pdf()
    return pdf


def pages_of(content: PrintedDocument) -> int:
    """How many pages it fills."""
    return len(_laid_out(content).pages)


def _laid_out(content: PrintedDocument) -> LaidOut:
    html, style = bare_page(content)
    page = HTML(string=html, url_fetcher=ClosedFetcher(pictures_of(content).by_address()))
    return page.render(stylesheets=[CSS(string=style, url_fetcher=ClosedFetcher({}))])


def bare_page(content: PrintedDocument) -> tuple[str, str]:
    """The HTML of a document and its style sheet."""
    names = ("document", design_of(content.template_version))
    style = "".join((template_root() / "pdf" / f"{name}.css").read_text(encoding="utf-8") for name in names)
    return compose(content, pictures_of(content)), style
