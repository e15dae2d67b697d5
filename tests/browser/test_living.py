"""A page of the portal with no page around it: told of its end in time, kept by a press, and seldom asking."""

from datetime import timedelta

import pytest

from portal.demo.people import Person
from portal.identity import Role, system
from portal.services.firm.users import change_role
from tests.browser.embedding import newest, shift, wake
from tests.browser.test_accessibility import violations
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_page_without_a_page_around_asks_its_reader(visitor: Visitor) -> None:
    page = visitor.enter("editor")
    person = visitor.live.cast.people["editor"]
    session = newest(visitor.live, "editor")
    shift(visitor.live, "editor", session, last_seen_at=-timedelta(minutes=29), idle_until=timedelta(minutes=1))
    wake(page, framed=False)
    page.wait_for_selector("#living-stay")
    assert violations(page.main_frame) == []
    page.click("#living-stay")
    page.wait_for_selector("#living-notice", state="hidden")
    try:
        set_role(visitor, person, Role.VIEWER)
        wake(page, framed=False)
        page.click("#living-changed a")
        page.wait_for_selector("footer >> text=Viewer")
    finally:
        set_role(visitor, person, Role.EDITOR)
    shift(visitor.live, "editor", session, idle_until=-timedelta(seconds=1))
    wake(page, framed=False)
    page.wait_for_selector("#living-over >> text=nothing was used for a while")
    assert violations(page.main_frame) == []
    assert page.is_visible("#living-over a[href^='mailto:']")
    assert not page.is_visible("main")
    assert not page.is_visible("#living-again")


def set_role(visitor: Visitor, person: Person, role: Role) -> None:
    with visitor.live.database.visit(system(person.scope)) as visit:
        change_role(visit, str(person.user_id), role)


def test_how_often_a_page_asks_for_its_time(visitor: Visitor) -> None:
    """What docs/embedding.md says: 6 requests a minute while somebody moves, 1 in an open window, 0 in a hidden one."""
    visitor.context.clock.install()
    page = visitor.enter("full")

    def asked() -> int:
        return sum("/session/left" in address for address in visitor.seen.requests)

    def asks_after(step: int, *, moving: bool) -> int:
        before, seconds = asked(), 0
        with page.expect_response("**/session/left"):
            while asked() == before and seconds < 120:
                if moving:
                    page.mouse.move(seconds % 50, 10)
                page.clock.run_for(step * 1000)
                seconds += step
                page.wait_for_timeout(25)
        page.wait_for_timeout(100)
        return seconds

    assert asks_after(1, moving=True) <= 12
    assert 9 <= asks_after(1, moving=True) <= 12
    with page.expect_response("**/session/left"):
        page.clock.run_for(130_000)
    page.wait_for_timeout(100)
    assert 55 <= asks_after(5, moving=False) <= 65
    page.evaluate("Object.defineProperty(document, 'visibilityState', { value: 'hidden' })")
    wake(page, framed=False)
    before = asked()
    page.clock.run_for(300_000)
    page.wait_for_timeout(100)
    assert asked() == before
