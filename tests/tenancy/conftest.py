"""The world of the wall's tests, on SQLite and on PostgreSQL."""

from collections.abc import Iterator

import pytest

from tests.support.stores import BACKENDS
from tests.tenancy.places import Place, place_for
from tests.tenancy.world import Backend, fill, open_backend


@pytest.fixture(scope="package", params=BACKENDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="package")
def walled(kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    """Rows of every table in every scope. For tests that leave it as it was: what they try is refused or undone."""
    with place_for(kind, tmp_path_factory.mktemp("world"), request) as place:
        yield from _filled(place)


@pytest.fixture
def fresh_place(kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A migrated and empty database of one's own."""
    with place_for(kind, tmp_path_factory.mktemp("place"), request) as place:
        yield place


@pytest.fixture
def fresh_walled(fresh_place: Place) -> Iterator[Backend]:
    """The world once more, for a test that changes it."""
    yield from _filled(fresh_place)


def _filled(place: Place) -> Iterator[Backend]:
    backend = open_backend(place.url, place.powerful_url)
    with backend.in_the_open() as connection:
        fill(connection)
    yield backend
    backend.close()
