"""Many rows removed, which nobody is told of: what is kept for a while and is over."""

from typing import Any

from sqlalchemy import ColumnElement, select

from portal.tenancy.fence import FencedSession

AT_ONCE = 1_000


def remove_some(writing: FencedSession, kind: type[Any], over: ColumnElement[bool]) -> bool:
    """Remove up to AT_ONCE rows of one kind of which this is true, in the caller's transaction; whether there may be
    more of them.
    """
    rows = writing.scalars(select(kind).where(over).limit(AT_ONCE)).all()
    # On SQLite the wall lets a writer delete what it names by its key and no other way.
    for row in rows:
        writing.delete(row)
    writing.flush()
    return len(rows) == AT_ONCE
