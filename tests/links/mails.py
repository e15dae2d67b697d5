"""Mail that waits in the small world."""

from typing import Any

from tests.links.world import SmallWorld
from tests.support.mails import waiting_mails


def mails(small: SmallWorld) -> list[dict[str, Any]]:
    """The messages that the first entity has waiting, oldest first."""
    return waiting_mails(small.database, small.ring, small.elm)


def last_mail(small: SmallWorld) -> dict[str, Any]:
    """The newest one alone, in a world of thousands."""
    (newest,) = waiting_mails(small.database, small.ring, small.elm, newest=1)
    return newest
