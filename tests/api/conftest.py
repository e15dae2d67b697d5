"""Backends of firms, over the standing cast."""

import pytest

from tests.support.api import Backend, backend
from tests.support.portal import World


@pytest.fixture
def sk(world: World) -> Backend:
    """Ada's backend with its account key, calling in Elm unless it says otherwise."""
    return backend(world)


@pytest.fixture
def account(world: World) -> Backend:
    """Ada's backend with its account key, naming no entity."""
    return backend(world, entity=False)


@pytest.fixture
def live(world: World) -> Backend:
    """Ada's backend with its live account key: what the account says stands in both environments."""
    return backend(world, "live_sk")


@pytest.fixture
def ek(world: World) -> Backend:
    """A backend with Elm's own key."""
    return backend(world, "ek")


@pytest.fixture
def oak(world: World) -> Backend:
    """Another firm's backend."""
    return backend(world, "oak_sk")
