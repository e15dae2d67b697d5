"""Where a firm's own app lives: the exact origins that may frame the portal and get its clients back."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import or_, select

from portal.database import Visit
from portal.errors import Invalid, NotFound
from portal.identity import Environment, is_loopback, new_id
from portal.models import Origin
from portal.services.catalog.kept import shown
from portal.services.history.activity import Event, Thing, record
from portal.services.lists.listing import Found, Listing, Wanted, list_rows
from portal.services.lists.query_language import Field, Kind
from portal.tokens import KeyRing

_USUAL_PORTS = {"https": 443, "http": 80}
ORIGINS = Listing(
    "origins",
    Origin,
    fields={
        "id": Field(Origin.id, sorted=True),
        "origin": Field(Origin.origin, sorted=True),
        "frames": Field(Origin.frames, Kind.FLAG),
        "returns": Field(Origin.returns, Kind.FLAG),
        "created_at": Field(Origin.created_at, Kind.INSTANT, sorted=True),
    },
    searched=(Origin.origin,),
    order="origin",
)


@dataclass(frozen=True, slots=True)
class OriginView:
    """An origin that may frame the portal (`frames`), that clients may be sent back to (`returns`), or both."""

    id: str
    origin: str
    frames: bool
    returns: bool
    created_at: datetime


def add_origin(visit: Visit, origin: str, *, frames: bool = True, returns: bool = True) -> str:
    """Let an exact origin frame the portal, get clients back, or both; one that stands gets exactly these rights.

    It is https, or http on a loopback name in the sandbox. Returns it cleaned.
    """
    cleaned = clean_origin(origin, visit.scope.environment)
    if not (frames or returns):
        raise Invalid("frames: an origin that neither frames nor gets clients back is of no use; remove it instead")
    with visit.write() as writing:
        known = writing.scalars(select(Origin).where(Origin.origin == cleaned)).one_or_none()
        if known is not None and (known.frames, known.returns) == (frames, returns):
            return cleaned
        if known is None:
            known = Origin(id=new_id("org"), origin=cleaned, created_at=visit.at)
            writing.add(known)
        known.frames, known.returns = frames, returns
        record(visit, writing, Event.ORIGIN_ADDED, Thing(known.id, cleaned), frames=int(frames), returns=int(returns))
    return cleaned


def remove_origin(visit: Visit, origin: str) -> str:
    """Take an origin's rights away, by its id or as it stands; returns it. Pages that are open in a frame there stay
    until their next request. Raises NotFound."""
    with visit.write() as writing:
        found = writing.scalars(
            select(Origin).where(or_(Origin.id == origin, Origin.origin == origin.strip().lower().rstrip("/")))
        ).one_or_none()
        if found is None:
            raise NotFound(f"there is no origin {origin} in this account and environment")
        writing.delete(found)
        record(visit, writing, Event.ORIGIN_REMOVED, Thing(found.id, found.origin))
        return found.origin


def list_origins(visit: Visit) -> tuple[str, ...]:
    """The origins that the account lets frame its clients' sessions, in alphabetical order."""
    return tuple(visit.session.scalars(select(Origin.origin).where(Origin.frames).order_by(Origin.origin)))


def list_all_origins(visit: Visit) -> tuple[OriginView, ...]:
    """All origins of the account in this environment, in alphabetical order."""
    return tuple(map(_view, visit.session.scalars(select(Origin).order_by(Origin.origin))))


def find_origins(visit: Visit, ring: KeyRing, wanted: Wanted) -> Found[OriginView]:
    """A page of the same. Raises Invalid, naming the parameter."""
    return shown(list_rows(visit, ring, ORIGINS, wanted), _view)


def clean_origin(origin: str, environment: Environment) -> str:
    """`https://host[:port]` and nothing more: no path, user, wildcard or character that could end a CSP source."""
    try:
        parts = urlsplit(origin.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise Invalid(f"origin: {origin!r} is no address, or its port is no number") from error
    shape = f"{parts.scheme}://{host}{'' if port is None else f':{port}'}"
    labels = host.split(".")
    well_formed = all(label and label.isascii() and label.replace("-", "").isalnum() for label in labels)
    if shape != origin.strip().lower().rstrip("/") or not well_formed:
        raise Invalid(f"origin: {origin!r} must be like https://app.example.com, without path or wildcard")
    loopback = environment is Environment.SANDBOX and is_loopback(host)
    if parts.scheme != "https" and not (parts.scheme == "http" and loopback):
        raise Invalid("origin: must be https; http is for loopback names in the sandbox")
    # Browsers leave the usual port out, and origins are compared letter by letter.
    return shape.removesuffix(f":{_USUAL_PORTS[parts.scheme]}")


def _view(row: Origin) -> OriginView:
    return OriginView(row.id, row.origin, row.frames, row.returns, row.created_at)
