"""Download tickets: a minute's right to fetch one subject for one session, where no cookie can go along."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.errors import Invalid, LinkExpired, LinkMalformed
from portal.tokens.fields import (
    refuse_unknown,
    refuse_unless,
    refuse_unlike,
    refuse_unsteady,
    take_instant,
    take_integer,
    take_text,
    to_seconds,
)
from portal.tokens.ring import KeyRing
from portal.tokens.sealer import Sealer

PURPOSE = "ticket"
VERSION = 1
MAX_LIFETIME = timedelta(seconds=60)
SKEW = timedelta(seconds=5)

_ID = re.compile(r"[a-z]{3}_[a-z2-7]{26}")
_KIND = re.compile(r"[a-z][a-z_]{0,31}")
_NAMES = frozenset({"v", "tid", "ses", "kind", "sub", "iat", "exp", "fst"})


@dataclass(frozen=True, slots=True)
class Ticket:
    """One ticket; `ticket_id` is what uses are counted by. Instants are UTC at whole seconds.

    Invalid, naming the field, for ids that are not a prefix and 26 base32 characters, a kind that is not a
    lower-case word, or an end that is not after the beginning.
    """

    ticket_id: str
    session_id: str
    subject_kind: str
    subject_id: str
    issued_at: datetime
    expires_at: datetime
    first_at: datetime | None = None
    """When the first of these was made, where this one renews it for somebody who waits."""

    def __post_init__(self) -> None:
        refuse_unlike(_ID, self.ticket_id, "claim tid")
        refuse_unlike(_ID, self.session_id, "claim ses")
        refuse_unlike(_KIND, self.subject_kind, "claim kind")
        refuse_unlike(_ID, self.subject_id, "claim sub")
        refuse_unsteady(self.issued_at, "claim iat")
        refuse_unsteady(self.expires_at, "claim exp")
        refuse_unless(self.expires_at > self.issued_at, "claim exp is not after claim iat")
        if self.first_at is not None:
            refuse_unsteady(self.first_at, "claim fst")

    @property
    def began_at(self) -> datetime:
        return self.first_at or self.issued_at


class ExpiredTicket(LinkExpired):
    """Carries a ticket that is true in everything but its time."""

    def __init__(self, ticket: Ticket) -> None:
        super().__init__("the ticket has expired")
        self.ticket = ticket


def seal_ticket(ring: KeyRing, ticket: Ticket) -> str:
    """The ticket as it stands in `/dl/<ticket>/<name>`."""
    first = {} if ticket.first_at is None else {"fst": to_seconds(ticket.first_at)}
    return Sealer(ring, PURPOSE).seal(
        {
            **first,
            "v": VERSION,
            "tid": ticket.ticket_id,
            "ses": ticket.session_id,
            "kind": ticket.subject_kind,
            "sub": ticket.subject_id,
            "iat": to_seconds(ticket.issued_at),
            "exp": to_seconds(ticket.expires_at),
        }
    )


def open_ticket(ring: KeyRing, text: object, *, now: datetime, max_lifetime: timedelta = MAX_LIFETIME) -> Ticket:
    """A true ticket at the aware instant `now`: until just before `exp`, or `max_lifetime` after `iat` if sooner.

    It begins 5 s before `iat`, for the clocks of several servers. LinkMalformed or ExpiredTicket otherwise.
    """
    payload = Sealer(ring, PURPOSE).open(text).payload
    try:
        refuse_unknown(payload, _NAMES)
        refuse_unless(take_integer(payload, "v") == VERSION, "claim v is not a version we know")
        ticket = Ticket(
            ticket_id=take_text(payload, "tid"),
            session_id=take_text(payload, "ses"),
            subject_kind=take_text(payload, "kind"),
            subject_id=take_text(payload, "sub"),
            issued_at=take_instant(payload, "iat"),
            expires_at=take_instant(payload, "exp"),
            first_at=take_instant(payload, "fst") if "fst" in payload else None,
        )
    except Invalid as error:
        raise LinkMalformed(str(error)) from error
    if not ticket.issued_at - SKEW <= now < min(ticket.expires_at, ticket.issued_at + max_lifetime):
        raise ExpiredTicket(ticket)
    return ticket
