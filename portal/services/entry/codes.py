"""A code by mail before a claim: whoever has only the link, as what scans mail has, comes no further with it.

Six digits, ten minutes, five tries, for the page that asked for them alone (ASVS 6.5.5, 6.6.2). The mail holds no
address that anything could press.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest

from sqlalchemy import select

from portal.database import Database, Visit
from portal.door import digest_of
from portal.errors import CodeWrong, TooManyRequests
from portal.identity import new_id, system
from portal.models import Link, LinkCode
from portal.services.entry.letters import letter, speaking
from portal.services.entry.link_rows import shown_name
from portal.services.history.activity import Event, Thing, record
from portal.services.outbox.mail import send_mail
from portal.tenancy.fence import FencedSession
from portal.tokens import KeyRing, LinkClaims

DIGITS = 6
LIFETIME = timedelta(minutes=10)
TRIES = 5
# How many are mailed within so long: enough for a person behind a machine that presses every button, and at most
# 100 guesses in a million a day for whoever has the link and not the mailbox.
MOST: tuple[tuple[timedelta, int], ...] = ((timedelta(minutes=10), 10), (timedelta(days=1), 20))


@dataclass(frozen=True, slots=True)
class CodeAnswer:
    """What the page sends back: the secret that it was made with, and what its reader typed."""

    asked: str
    code: str


def wants_code(link: Link) -> bool:
    """Whether the next claim of a link does: each of one that is marked, and each after the first of a mailed one."""
    return link.recipient is not None and (link.require_code or link.claims_taken > 0)


def mail_code(visit: Visit, writing: FencedSession, ring: KeyRing, link: Link, locale: str) -> str:
    """Mail a fresh code to the link's recipient, in the language of the page; returns the secret of that page.

    Raises TooManyRequests after ten in ten minutes, or twenty in a day, of this link's.
    """
    _refuse_too_many(visit, writing, link)
    secret, code = secrets.token_urlsafe(32), f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    row = LinkCode(
        id=new_id("cod"),
        link_id=link.id,
        asked_sha256=digest_of(secret),
        answer_sha256=digest_of(f"{secret}:{code}"),
        tries_left=TRIES,
        sent_at=visit.at,
        ends_at=visit.at + LIFETIME,
    )
    writing.add(row)
    words, names = speaking(visit, locale), {"company": visit.entity.name, "firm": visit.account.name}
    text = letter(
        words,
        visit.account,
        words.gettext(
            "this is the code that the portal with the invoices and documents of %(company)s asks for:", **names
        ),
        f"{code[: DIGITS // 2]} {code[DIGITS // 2 :]}",
        words.gettext("Type it into the page that asks for it, within ten minutes. Tell it to nobody, not even to us."),
        words.gettext("If you did not ask for it, do nothing; if it happens again, tell %(firm)s.", **names),
    )
    subject = words.gettext("Your code for the documents of %(company)s", **names)
    send_mail(visit, writing, ring, link.recipient or "", subject, text)
    record(visit, writing, Event.LINK_CODE_MAILED, Thing(link.id, shown_name(link)))
    return secret


def spend_code(database: Database, claims: LinkClaims, answer: CodeAnswer, at: datetime) -> None:
    """Use a code up for one claim, which is to follow. Raises CodeWrong, saying how many tries its page has left."""
    with database.visit(system(claims.scope), at=at) as visit, visit.write() as writing:
        left = _try(visit, writing, claims.jti, answer)
    # Only now: a transaction that ended in an error would have counted no try.
    if left is not None:
        raise CodeWrong(left)


def _try(visit: Visit, writing: FencedSession, link_id: str, answer: CodeAnswer) -> int | None:
    """None for the right code, else the tries that are left."""
    own_page = (LinkCode.link_id == link_id, LinkCode.asked_sha256 == digest_of(answer.asked))
    row = writing.scalars(
        select(LinkCode).where(*own_page, LinkCode.ends_at > visit.at).with_for_update()
    ).one_or_none()
    if row is None or row.tries_left == 0:
        return 0
    row.tries_left -= 1
    if not compare_digest(row.answer_sha256, digest_of(f"{answer.asked}:{answer.code}")):
        return row.tries_left
    row.ends_at = visit.at
    return None


def _refuse_too_many(visit: Visit, writing: FencedSession, link: Link) -> None:
    longest = max(span for span, _ in MOST)
    rows = writing.scalars(select(LinkCode).where(LinkCode.link_id == link.id).order_by(LinkCode.sent_at)).all()
    for row in rows:
        if row.sent_at <= visit.at - longest:
            writing.delete(row)
    sent = [row.sent_at for row in rows if row.sent_at > visit.at - longest]
    free_at = max((sent[-most] + span for span, most in MOST if len(sent) >= most), default=visit.at)
    if free_at > visit.at:
        raise TooManyRequests(int((free_at - visit.at).total_seconds()) + 1)
