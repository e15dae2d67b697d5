"""Every page of the portal by name, and how to get there."""

from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Frame

from portal.demo.cast import Cast
from portal.reports import KINDS

_PAPERS = (
    "unpaid_invoice",
    "overdue_invoice",
    "credit_note",
    "long_invoice",
    "big_amount",
    "longest_name",
    "usd_invoice",
    "draft",
    "received_unpaid",
)


@dataclass(frozen=True, slots=True)
class Place:
    """One page inside a session, behind its prefix."""

    name: str
    path: str
    link: str = ""
    """Of that page, the link that leads on to this one."""


def places(cast: Cast) -> Iterator[Place]:
    """All pages of Elm's, with documents of many kinds among them."""
    foreign = next(iter(cast.documents_of[cast.birch].values()))
    yield Place("overview", "/")
    yield Place("invoices", "/documents/")
    yield Place("invoices filtered", "/documents/?q=a&status=unpaid&period=this_year&from=2020-01-01")
    yield Place("nothing found", "/documents/?q=nothing+is+called+like+this")
    yield Place("received", "/documents/?direction=received")
    for paper in _PAPERS:
        if paper in cast.documents:
            yield Place(paper, f"/documents/{cast.documents[paper]}/")
    yield Place("files", "/files/")
    yield Place("exports", "/exports/")
    yield Place("new export", "/exports/new")
    yield Place("reports", "/reports/")
    for kind in KINDS:
        yield Place(f"report {kind}", f"/reports/{kind}/{cast.at.year}/")
    yield Place("documents behind a figure", f"/reports/vat-summary/{cast.at.year}/", link="a.figure-link")
    yield Place("this session", "/session/")
    yield Place("activity", "/activity/")
    yield Place("another client's document", f"/documents/{foreign}/")
    yield Place("nothing there", "/nothing-there/")


def go(frame: Frame, place: Place) -> None:
    """Open the page within the session that is open in this frame, as a link would."""
    prefix = "/".join(frame.url.split("/")[:5])
    _assign(frame, prefix + place.path)
    # Without documents there is no figure to look behind.
    if place.link and (link := frame.query_selector(place.link)):
        _assign(frame, link.get_attribute("href") or "")


def _assign(frame: Frame, address: str) -> None:
    with frame.page.expect_event("load") if frame.parent_frame is None else frame.expect_navigation():
        frame.evaluate("address => location.assign(address)", address)


def unfold(frame: Frame) -> None:
    """Show what is folded up."""
    frame.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
