"""Mail that was written down to be sent, and what stands in it."""

import re
from typing import Any

from sqlalchemy import select

from portal.database import Database
from portal.identity import Scope, system
from portal.models import Job
from portal.services.outbox.mail import read_message
from portal.tokens import KeyRing

_LINK = re.compile(r"/embed\?token=(\S+)")
_CODE = re.compile(r"^(\d{3} \d{3})$", re.MULTILINE)


def waiting_mails(database: Database, ring: KeyRing, scope: Scope, newest: int | None = None) -> list[dict[str, Any]]:
    """The messages that wait in an entity, oldest first; of thousands only so many of the newest."""
    waiting = select(Job.parameters).where(Job.kind == "send_mail").order_by(Job.created_at.desc(), Job.id.desc())
    with database.visit(system(scope)) as visit:
        return [read_message(ring, each) for each in visit.session.scalars(waiting.limit(newest))][::-1]


def token_in(mail: dict[str, Any]) -> str:
    """The token of the one link in a message."""
    (token,) = _LINK.findall(mail["text"])
    return str(token)


def code_in(mail: dict[str, Any]) -> str:
    """The one code in a message, as it stands there."""
    (code,) = _CODE.findall(mail["text"])
    return str(code)
