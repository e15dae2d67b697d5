"""Texts that stand in every row of the other entities are searched in everything a session can reach."""

from pathlib import Path

import pytest

from tests.isolation.crawl import Told, crawl
from tests.support.portal import World

pytestmark = pytest.mark.slow


def foreign_words(world: World, mine: str) -> dict[str, str]:
    """What must not be found: canaries, names, ids of entities and of all their papers."""
    cast = world.cast
    words = {canary: entity for entity, canaries in cast.canaries.items() if entity != mine for canary in canaries}
    words |= {entity: entity for entity in cast.scopes if entity != mine}
    for of in (cast.documents_of, cast.files_of):
        words |= {thing: entity for entity, things in of.items() if entity != mine for thing in things.values()}
    return words


def found(told: list[Told], words: dict[str, str]) -> list[tuple[str, str]]:
    return [(answer.path, word) for answer in told for word in words if word in answer.text]


# An admin is shown all that a viewer is; one with full access crawls below, in Oak.
@pytest.mark.parametrize("who", ["admin", "staff", "both"])
def test_nothing_of_others_is_told_to_anybody_in_elm(world: World, who: str, tmp_path: Path) -> None:
    told = list(crawl(world.enter(who), tmp_path))
    assert len(told) > 100, "the crawl hardly went anywhere"
    assert {answer.status for answer in told} <= {200, 303}, [answer.path for answer in told if answer.status > 303]
    kinds = ("/pdf", "/dl/", "/files/", "/activity/", "/session/", "?")
    assert all(any(kind in answer.path for answer in told) for kind in kinds)
    assert found(told, foreign_words(world, world.cast.elm)) == []


@pytest.mark.parametrize("who", ["birch_admin", "oak_full"])
def test_the_others_see_their_own_canary_and_no_other(world: World, who: str, tmp_path: Path) -> None:
    """The control: the search finds what is there, in pages and in PDFs."""
    session = world.enter(who)
    mine = str(world.person(who).scope.entity_id)
    told = list(crawl(session, tmp_path))
    own = dict.fromkeys(world.cast.canaries[mine], mine)
    where = {path for path, _ in found(told, own)}
    assert any("/documents/" in path for path in where)
    assert any("/dl/" in path for path in where)
    assert found(told, foreign_words(world, mine)) == []
    elm = {name for name in world.cast.documents_of[world.cast.elm].values()}
    assert not [answer.path for answer in told if any(paper in answer.text for paper in elm)]


def test_headers_of_refusals_name_nobody(world: World) -> None:
    session = world.enter("viewer")
    words = foreign_words(world, world.cast.elm)
    told = []
    for of, path in ((world.cast.documents_of, "/documents/{}/"), (world.cast.files_of, "/files/{}/download")):
        for entity in (world.cast.birch, world.cast.oak, world.cast.linden):
            for thing in list(of[entity].values())[:5]:
                got = session.get(path.format(thing))
                assert got.status_code == 404
                told.append(Told(path, 404, f"{got.headers}\n{got.text}".replace(thing, "<asked>")))
    assert found(told, words) == []
