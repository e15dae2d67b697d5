"""One writer at a time: the lock that every write of a scope takes in the end."""

from sqlalchemy import select

from portal.models import ActivityHead
from portal.tenancy.fence import FencedSession


def take_turn(writing: FencedSession) -> None:
    """Be the entity's only writer until the transaction ends: what is read from here on stays true.

    The head of the entity's activity is the lock, because every write takes it in the end: two that took something
    else first could wait for each other.
    """
    writing.scalars(select(ActivityHead).with_for_update()).one_or_none()
