"""How long sessions last, to the second, in both modes; and how seldom a page costs a write."""

from datetime import timedelta

import pytest
from freezegun.api import FrozenDateTimeFactory

from tests.links.world import SmallWorld
from tests.sessions.frozen import START, enter

pytest_plugins = ("tests.links.fixtures",)


def move(clock: FrozenDateTimeFactory, seconds: float) -> None:
    clock.move_to(START + timedelta(seconds=seconds))


@pytest.mark.parametrize(("mode", "idle"), [("cookie", 1800), ("url", 1200)])
def test_the_idle_limit_to_the_second(small: SmallWorld, clock: FrozenDateTimeFactory, mode: str, idle: int) -> None:
    first, second = enter(small, mode), enter(small, mode)
    move(clock, idle - 1)
    assert first.status == 200
    move(clock, idle)
    assert second.status == 401
    assert first.status == 200


@pytest.mark.parametrize(("mode", "longest"), [("cookie", 8 * 3600), ("url", 2 * 3600)])
def test_the_longest_time_to_the_second(
    small: SmallWorld, clock: FrozenDateTimeFactory, mode: str, longest: int
) -> None:
    inside = enter(small, mode)
    for seconds in (*range(600, longest, 600), longest - 1):
        move(clock, seconds)
        assert inside.status == 200
    move(clock, longest)
    assert inside.status == 401


@pytest.mark.parametrize("mode", ["cookie", "url"])
def test_the_account_s_own_limits(small: SmallWorld, clock: FrozenDateTimeFactory, mode: str) -> None:
    small.limit(session_idle_seconds=30, session_seconds=100, url_session_idle_seconds=30, url_session_seconds=100)
    inside, forgotten = enter(small, mode), enter(small, mode)
    move(clock, 29)
    assert forgotten.status == 200
    for seconds in (20, 40, 60, 80, 99):
        move(clock, seconds)
        assert inside.status == 200, seconds
    assert forgotten.status == 401
    move(clock, 100)
    assert inside.status == 401


def test_an_account_lengthens_nothing(small: SmallWorld, clock: FrozenDateTimeFactory) -> None:
    small.limit(session_idle_seconds=999_999, session_seconds=999_999)
    inside = enter(small, "cookie")
    move(clock, 1800)
    assert inside.status == 401


def test_being_seen_is_written_once_a_minute(small: SmallWorld, clock: FrozenDateTimeFactory) -> None:
    inside = enter(small, "cookie")
    query = "SELECT last_seen_at FROM portal_session"
    stamps = []
    for seconds in (0, 30, 59, 60, 61, 119, 120):
        move(clock, seconds)
        assert inside.get("session/").status_code == 200
        stamps.append(small.rows(query)[0][0][14:19])
    assert stamps == ["00:00", "00:00", "00:00", "01:00", "01:00", "01:00", "02:00"]


@pytest.mark.parametrize("headers", [{}, {"Sec-Purpose": "prefetch"}, {"Sec-Purpose": "prefetch;prerender"}])
def test_who_only_prefetches_or_asks_for_heads_is_not_seen(
    small: SmallWorld, clock: FrozenDateTimeFactory, headers: dict[str, str]
) -> None:
    inside = enter(small, "cookie")
    move(clock, 300)
    before = small.dump()
    for page in ("", "session/", "documents/", "files/", "activity/"):
        # What is asked for ahead is not answered: the browser comes again when somebody looks.
        expected = 503 if headers else 200
        assert inside.get(page, "GET" if headers else "HEAD", **headers).status_code == expected
    assert small.dump() == before


def test_an_ended_session_comes_back_by_no_clock(small: SmallWorld, clock: FrozenDateTimeFactory) -> None:
    inside = enter(small, "cookie")
    inside.post("session/sign-out")
    move(clock, -30)
    assert inside.status == 401
