"""A clock that stands still until it is moved."""

from collections.abc import Iterator

import pytest
from freezegun import freeze_time
from freezegun.api import FrozenDateTimeFactory

from tests.sessions.frozen import START


@pytest.fixture
def clock() -> Iterator[FrozenDateTimeFactory]:
    with freeze_time(START) as clock:
        assert isinstance(clock, FrozenDateTimeFactory)
        yield clock
