"""What customers, items, taxes and payments have in common: found by id, deleted so that they can be restored."""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sqlalchemy import select

from portal.database import Visit
from portal.errors import Invalid, NotFound
from portal.models import Customer, Item, Payment, Tax
from portal.services.history.activity import Event, Thing, record
from portal.services.lists.listing import Found
from portal.tenancy.fence import FencedSession

K = TypeVar("K", Customer, Item, Tax, Payment)
R = TypeVar("R")
V = TypeVar("V")
MOST_METADATA, LONGEST_METADATA = 50, 250
LONGEST_LINES = 4000
_METADATA_NAME = re.compile(r"[A-Za-z0-9_-]{1,50}")
_NOUNS: dict[type, str] = {Customer: "customer", Item: "item", Tax: "tax", Payment: "payment"}


def kept_row(session: FencedSession, kind: type[K], identity: str, *, deleted: bool = False) -> K:
    """The row of that id that stands, or that was deleted. Raises NotFound."""
    absent = kind.deleted_at.is_not(None) if deleted else kind.deleted_at.is_(None)
    row = session.scalars(select(kind).where(kind.id == identity, absent)).one_or_none()
    if row is None:
        raise NotFound(f"no such {_NOUNS[kind]}")
    return row


def change_row(
    visit: Visit, writing: FencedSession, row: K, columns: Mapping[str, Any], event: Event, thing: Thing, **more: Any
) -> None:
    """Set what differs, and write down of the thing the names of what did, and what `more` says."""
    changed = {column: value for column, value in columns.items() if getattr(row, column) != value}
    for column, value in changed.items():
        setattr(row, column, value)
    if changed:
        row.updated_at = visit.at
        record(visit, writing, event, thing, changed=", ".join(sorted(changed)), **more)


def shown(found: Found[R], view: Callable[[R], V]) -> Found[V]:
    """The page with its rows as they are shown."""
    return Found(tuple(map(view, found.rows)), found.total, found.next_cursor, found.prev_cursor)


def clean_metadata(value: Mapping[str, Any] | None, field: str = "metadata") -> dict[str, str]:
    """The caller's own names and texts. Raises Invalid for too many, too long, or anything else than texts."""
    metadata = dict(value or {})
    if len(metadata) > MOST_METADATA:
        raise Invalid(f"{field}: holds {len(metadata)} names; use at most {MOST_METADATA}")
    for name, text in metadata.items():
        if not _METADATA_NAME.fullmatch(name):
            raise Invalid(f"{field}: {name!r} is no name; use up to 50 letters, digits, - and _")
        if not isinstance(text, str) or len(text) > LONGEST_METADATA:
            raise Invalid(f"{field}.{name}: must be a text of at most {LONGEST_METADATA} characters")
    return metadata


def optional_lines(text: str | None, field: str, *, longest: int = LONGEST_LINES) -> str | None:
    """Some lines of text, without control characters; None for an empty text, which clears the field."""
    stripped = (text or "").replace("\r\n", "\n").strip()
    if len(stripped) > longest:
        raise Invalid(f"{field}: has {len(stripped)} characters; use at most {longest}")
    if not all(character.isprintable() or character in "\n\t" for character in stripped):
        raise Invalid(f"{field}: holds a character that cannot be printed")
    return stripped or None
