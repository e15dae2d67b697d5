"""What the small world was about to send by mail."""

import re

from sqlalchemy import select

from portal.identity import system
from portal.models import Job
from portal.services.outbox.mail import read_message
from tests.links.world import SmallWorld


def mails(small: SmallWorld) -> list[dict[str, str | None]]:
    """The mails that wait to be sent in the first entity, the oldest first."""
    with small.database.visit(system(small.elm)) as visit:
        waiting = visit.session.scalars(select(Job).where(Job.kind == "send_mail").order_by(Job.created_at)).all()
        return [read_message(small.ring, job.parameters) for job in waiting]


def code_in(mail: dict[str, str | None]) -> str:
    """The code, as it stands in the mail."""
    found = re.search(r"^(\d{3} \d{3})$", mail["text"] or "", re.MULTILINE)
    assert found, mail["text"]
    return found[1]


def last_mail(small: SmallWorld) -> dict[str, str | None]:
    """The newest one alone, in a world of thousands."""
    with small.database.visit(system(small.elm)) as visit:
        newest = select(Job).where(Job.kind == "send_mail").order_by(Job.created_at.desc()).limit(1)
        return read_message(small.ring, visit.session.scalars(newest).one().parameters)
