"""Mail that was written down to be sent, and the links in it."""

import re
from typing import Any

from sqlalchemy import select

from portal.identity import system
from portal.models import Job
from portal.services.outbox.mail import read_message
from tests.support.portal import World

_LINK = re.compile(r"/embed\?token=(\S+)")


def mails(world: World) -> list[dict[str, Any]]:
    """The messages that Elm has waiting, oldest first."""
    with world.database.visit(system(world.cast.scope)) as visit:
        waiting = select(Job.parameters).where(Job.kind == "send_mail").order_by(Job.created_at, Job.id)
        return [read_message(world.parts.ring, each) for each in visit.session.scalars(waiting)]


def token_in(mail: dict[str, Any]) -> str:
    """The token of the one link in a message."""
    (token,) = _LINK.findall(mail["text"])
    return str(token)
