"""Where a firm's own app lives: the exact origins that may frame the portal and get its clients back."""

import re
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Address

from sqlalchemy import or_, select

from portal.database import Visit
from portal.errors import Invalid, NotFound
from portal.identity import Environment, is_loopback, new_id
from portal.models import Origin
from portal.services.catalog.kept import shown
from portal.services.history.activity import Event, Thing, record
from portal.services.lists.listing import Found, Listing, Wanted, list_rows
from portal.services.lists.query_language import Field, Kind
from portal.tenancy.fence import FencedSession
from portal.tokens import KeyRing

LONGEST_LIST = 2_500
"""Characters of all framing origins together: they stand in a header of every answer, of which proxies take 4 kB."""
_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ORIGIN = re.compile(rf"(?P<scheme>https?)://(?P<host>(?:{_LABEL}\.)*{_LABEL})(?::(?P<port>[1-9][0-9]{{0,4}}))?/?")
_LONGEST_HOST, _LAST_PORT = 253, 65_535
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
        writing.flush()
        if sum(map(len, _framing(writing))) > LONGEST_LIST:
            raise Invalid("origin: the account's framing origins are too many for one header; remove some first")
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
    return _framing(visit.session)


def list_all_origins(visit: Visit) -> tuple[OriginView, ...]:
    """All origins of the account in this environment, in alphabetical order."""
    return tuple(map(_view, visit.session.scalars(select(Origin).order_by(Origin.origin))))


def find_origins(visit: Visit, ring: KeyRing, wanted: Wanted) -> Found[OriginView]:
    """A page of the same. Raises Invalid, naming the parameter."""
    return shown(list_rows(visit, ring, ORIGINS, wanted), _view)


def clean_origin(origin: str, environment: Environment) -> str:
    """`https://host[:port]`, in the one spelling that browsers compare it in (RFC 6454 section 6.2).

    Read by a pattern and by no URL parser: those repair, drop and decode, and what they are left with is not what
    stands in the header. A host is a DNS name in ASCII (`xn--…` for any other), or a dotted IPv4 address; Content
    Security Policy knows no IPv6. Raises Invalid.
    """
    found = _ORIGIN.fullmatch(origin.strip(" ").lower()) if origin.isascii() else None
    if found is None or not _is_host(found["host"]) or int(found["port"] or 1) > _LAST_PORT:
        shown = origin[:80]
        raise Invalid(f"origin: {shown!a} must be like https://app.example.com, without path or wildcard")
    scheme, host, port = found["scheme"], found["host"], found["port"]
    loopback = environment is Environment.SANDBOX and is_loopback(host)
    if scheme != "https" and not loopback:
        raise Invalid("origin: must be https; http is for loopback names in the sandbox")
    # Browsers leave the usual port out, and origins are compared letter by letter.
    usual = port is None or int(port) == _USUAL_PORTS[scheme]
    return f"{scheme}://{host}" if usual else f"{scheme}://{host}:{port}"


def _is_host(host: str) -> bool:
    """Whether no browser takes the host for another one: a name that ends in a number is an address to them, and
    `0x7f.1` is spelled 127.0.0.1 by the time it is an origin (WHATWG URL, "ends in a number")."""
    if len(host) > _LONGEST_HOST:
        return False
    last = host.rpartition(".")[2]
    if not (last.isdigit() or last.startswith("0x")):
        return True
    try:
        return str(IPv4Address(host)) == host
    except ValueError:
        return False


def _framing(session: FencedSession) -> tuple[str, ...]:
    return tuple(session.scalars(select(Origin.origin).where(Origin.frames).order_by(Origin.origin)))


def _view(row: Origin) -> OriginView:
    return OriginView(row.id, row.origin, row.frames, row.returns, row.created_at)
