"""The small world as fixtures. A module asks for them with `pytest_plugins = ("tests.links.fixtures",)`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.settings import load
from tests.links.world import GENEROUS, Ids, MakeWorld, SmallWorld, build, open_world, seed, seed_into
from tests.support.stores import BACKENDS, StoresOf


@pytest.fixture(scope="session")
def seeded_small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ids]:
    """The folder that every small world is copied from."""
    folder = tmp_path_factory.mktemp("small")
    return folder, seed(folder)


@pytest.fixture
def make_small(seeded_small: tuple[Path, Ids], tmp_path: Path) -> Iterator[MakeWorld]:
    """Makes small worlds with settings of their own."""
    made: list[SmallWorld] = []

    def make(**environ: str) -> SmallWorld:
        made.append(build(*seeded_small, tmp_path / f"world-{len(made)}", environ))
        return made[-1]

    yield make
    for world in made:
        world.close()


@pytest.fixture
def small(make_small: MakeWorld) -> SmallWorld:
    """A small world on SQLite."""
    return make_small()


@pytest.fixture(params=BACKENDS)
def either(request: pytest.FixtureRequest, stores_of: StoresOf, tmp_path: Path) -> Iterator[SmallWorld]:
    """A small world on each back end; 32 connections, so that many can race."""
    folder = tmp_path / "either"
    folder.mkdir()
    with stores_of(request.param).empty(folder) as url:
        settings = load(GENEROUS | {"PORTAL_DATA_DIR": str(folder), "PORTAL_DATABASE_URL": url, "PORTAL_THREADS": "32"})
        world = open_world(settings, seed_into(settings))
        yield world
        world.close()
