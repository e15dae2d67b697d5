"""The guard by itself: one page for each permission, asked for by each kind of session; the design's table answers."""

import pytest
from flask import Flask
from flask.typing import ResponseReturnValue

from portal.database import Visit
from portal.policy import Permission
from portal.web.addresses import Pages
from portal.web.guard import check_every_view_is_guarded, public, requires
from tests.support.portal import World
from tests.test_policy import CELLS

WHO = {"viewer": "viewer", "editor": "editor", "admin": "admin", "full": "full", "staff": "staff"}
ALLOWED = {(WHO[who], permission): allowed for who, permission, allowed in CELLS if who in WHO}


def add_pages(app: Flask) -> None:
    """A page that says only that it was reached, for each permission."""
    pages = Pages("probe", __name__)
    for permission in Permission:

        def reached(_visit: Visit) -> ResponseReturnValue:
            return "reached"

        reached.__name__ = permission.name.lower()
        pages.page(f"/probe/{permission.name.lower()}")(requires(permission)(reached))
    app.register_blueprint(pages)


@pytest.mark.parametrize("who", WHO)
def test_each_permission_lets_in_whom_the_table_names(world: World, who: str) -> None:
    add_pages(world.app)
    session = world.enter(who)
    for permission in Permission:
        got = session.get(f"/probe/{permission.name.lower()}")
        assert (got.status_code == 200) is ALLOWED[who, permission.value], permission
        assert ("reached" in got.text) is ALLOWED[who, permission.value]
        assert got.status_code in {200, 403}


def test_a_view_that_declares_nothing_stops_the_start(app: Flask) -> None:
    check_every_view_is_guarded(app)
    app.view_functions["probe.bare"] = lambda: "reached"
    with pytest.raises(RuntimeError, match=r"probe\.bare"):
        check_every_view_is_guarded(app)
    app.view_functions["probe.bare"] = public(lambda: "reached")
    check_every_view_is_guarded(app)
