"""What the page and the paper of a document have in common: its rows in their order, a party's postal address."""

from typing import Any

from sqlalchemy import func, select

from portal import formats
from portal.database import Visit
from portal.einvoice import Party
from portal.models import DocumentLine
from portal.services.lists.keyset import Rows


def parts_of(kind: Any, document_id: str) -> Rows:
    """The lines, charges or tax groups (`kind` is their model) of a document, in the order they stand in on it."""
    return select(kind).where(kind.document_id == document_id).order_by(kind.position)


def count_lines(visit: Visit, document_id: str) -> int:
    """How many lines a document has, without reading them: a page and a paper each bear only so many."""
    counted = select(func.count()).select_from(DocumentLine).where(DocumentLine.document_id == document_id)
    return visit.session.scalar(counted) or 0


def address_lines(party: Party, locale: str | None = None) -> tuple[str, ...]:
    """A postal address as lines; with a locale, the country by its name in that language comes last."""
    place = party.address
    if place is None:
        return ()
    town = " ".join(part for part in (place.post_code, place.city) if part)
    country = formats.territory(place.country, locale) if place.country and locale else None
    lines = (place.line1, place.line2, place.line3, town, place.subdivision, country)
    return tuple(line for line in lines if line)
