"""Colours that no designer would choose: on real pages, light and dark, axe finds nothing that cannot be read."""

import pytest
from sqlalchemy import select

from portal.database import Database
from portal.demo.cast import Cast
from portal.identity import system
from portal.models import Account
from tests.browser.places import go, places
from tests.browser.test_accessibility import violations
from tests.browser.visitor import OpenVisitor, Scheme, land

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NASTY = ("#ffff00", "#ffffff", "#000000", "#777777", "#0000ff", "#ff00ff")
LOOKED_AT = {"overview", "invoices", "overdue_invoice", "files", "new export"}


def paint(database: Database, cast: Cast, color: str | None) -> None:
    with database.visit(system(cast.account_scope)) as visit, visit.write() as writing:
        writing.scalars(select(Account)).one().accent_color = color


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_any_colour_can_be_read(open_visitor: OpenVisitor, scheme: Scheme) -> None:
    visitor = open_visitor(scheme=scheme)
    live, found = visitor.live, {}
    frame = land(visitor.enter("admin"))
    with live.database.visit(system(live.cast.account_scope)) as visit:
        before = visit.account.accent_color
    try:
        for color in NASTY:
            paint(live.database, live.cast, color)
            for place in places(live.cast):
                if place.name in LOOKED_AT:
                    go(frame, place)
                    found[f"{color} {place.name}"] = violations(frame)
    finally:
        paint(live.database, live.cast, before)
    assert {name: what for name, what in found.items() if what} == {}


def test_the_sandbox_is_said_on_every_page_framed_or_not(open_visitor: OpenVisitor) -> None:
    # One after the other: what lies behind another window is drawn seldom, and waits for it never end.
    for framed in (False, True):
        visitor = open_visitor()
        frame = visitor.frame("admin")[1][0] if framed else land(visitor.enter("admin"))
        for place in places(visitor.live.cast):
            go(frame, place)
            box = frame.locator(".ribbon").bounding_box()
            assert box, place.name
            assert box["height"] >= 20, place.name
            assert "Sandbox" in (frame.text_content(".ribbon") or "")
