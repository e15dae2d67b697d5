"""Mail that waits in the standing cast."""

from typing import Any

from tests.support.mails import waiting_mails
from tests.support.portal import World


def mails(world: World) -> list[dict[str, Any]]:
    """The messages that Elm has waiting, oldest first."""
    return waiting_mails(world.database, world.parts.ring, world.cast.scope)
