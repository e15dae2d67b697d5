"""When the clock of these tests stands still, and how a session is entered by then."""

from datetime import UTC, datetime

from tests.links.browsers import Inside
from tests.links.world import SmallWorld

START = datetime(2026, 11, 20, 9, 0, 0, tzinfo=UTC)


def enter(small: SmallWorld, mode: str = "cookie", token: str | None = None) -> Inside:
    """A session of the whole entity, or by this token, kept in this mode."""
    url = mode == "url"
    return small.browser().enter(token or small.issue_full().token, framed=url, keep_cookies=not url)
