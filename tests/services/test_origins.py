"""Origins with their two rights, added, changed and taken away."""

import pytest

from portal.errors import Invalid, NotFound
from portal.identity import Environment, Scope, system
from portal.services.entry.link_rows import returns_home
from portal.services.firm.origins import add_origin, list_all_origins, list_origins, remove_origin
from portal.services.history.activity import verify_chain
from tests.links.world import FIRM, SmallWorld

pytest_plugins = ("tests.links.fixtures",)


def test_an_origin_frames_gets_clients_back_or_both(either: SmallWorld) -> None:
    with either.database.visit(system(either.firm)) as visit:
        before = verify_chain(visit)
        add_origin(visit, "https://only-frames.example", returns=False)
        add_origin(visit, "https://only-returns.example", frames=False)
        add_origin(visit, "https://only-frames.example/", returns=False)
        rights = {each.origin: (each.frames, each.returns) for each in list_all_origins(visit)}
        assert rights == {
            FIRM: (True, True),
            "https://only-frames.example": (True, False),
            "https://only-returns.example": (False, True),
        }
        assert list_origins(visit) == (FIRM, "https://only-frames.example")
        assert returns_home(visit.session, "https://only-returns.example/back")
        assert not returns_home(visit.session, "https://only-frames.example/back")
        assert verify_chain(visit) == before + 2
        add_origin(visit, "https://only-frames.example")
        assert returns_home(visit.session, "https://only-frames.example/back")
        with pytest.raises(Invalid, match="frames"):
            add_origin(visit, "https://x.example", frames=False, returns=False)


def test_an_origin_is_taken_away(either: SmallWorld) -> None:
    with either.database.visit(system(either.firm)) as visit:
        add_origin(visit, "https://second.example")
        (second,) = (each for each in list_all_origins(visit) if each.origin != FIRM)
        assert remove_origin(visit, "https://SECOND.example/") == "https://second.example"
        assert list_origins(visit) == (FIRM,)
        for gone in (second.id, second.origin, "https://never.example"):
            with pytest.raises(NotFound):
                remove_origin(visit, gone)
        verify_chain(visit)
    with either.database.visit(system(Scope(either.ids.oak, Environment.SANDBOX))) as visit, pytest.raises(NotFound):
        remove_origin(visit, FIRM)


def test_only_outside_an_entity(either: SmallWorld) -> None:
    with either.database.visit(system(either.elm)) as visit:
        assert [each.origin for each in list_all_origins(visit)] == [FIRM]
