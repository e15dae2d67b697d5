"""Who a visitor is among those who look through the files, and on which of the two sides."""

from typing import NamedTuple

from portal.identity import Actor, ActorKind

FIRM, CLIENT = "firm", "client"
_CLIENTS = frozenset({ActorKind.USER, ActorKind.FULL_ENTITY})


class Visitor(NamedTuple):
    """Whoever comes back as the same: a user, a member of staff, or full-entity sessions of one label."""

    kind: str
    who: str


def side_of(actor: Actor) -> str:
    """`client` for the entity's own people and full-entity sessions, `firm` for everybody and everything else."""
    return CLIENT if actor.kind in _CLIENTS else FIRM


def other_side(actor: Actor) -> str:
    """The side whose files are news to this actor."""
    return FIRM if side_of(actor) == CLIENT else CLIENT


def visitor_of(actor: Actor) -> Visitor:
    """A full-entity session has no person behind it: those of one label are taken for one visitor."""
    return Visitor(actor.kind.value, actor.subject or actor.name)


def name_of(actor: Actor) -> str:
    """What a file says of who added it."""
    return actor.name or actor.kind.value


def is_sender(actor: Actor, sent_by: str, added_subject: str | None, added_by: str) -> bool:
    """Whether this client's visitor sent the file; of full-entity sessions those of the same label did."""
    if side_of(actor) != CLIENT or sent_by != CLIENT or added_subject != actor.subject:
        return False
    return actor.subject is not None or added_by == name_of(actor)
