"""Where a firm's own app lives: the exact origins that may frame the portal and get its clients back."""

from urllib.parse import urlsplit

from sqlalchemy import select

from portal.database import Visit
from portal.errors import Invalid
from portal.identity import Environment, is_loopback, new_id
from portal.models import Origin

_USUAL_PORTS = {"https": 443, "http": 80}


def add_origin(visit: Visit, origin: str) -> str:
    """Let an exact origin frame the portal; https, or http on a loopback name in the sandbox. Returns it cleaned."""
    cleaned = clean_origin(origin, visit.scope.environment)
    with visit.write() as writing:
        known = writing.scalars(select(Origin).where(Origin.origin == cleaned)).one_or_none()
        if known is None:
            writing.add(Origin(id=new_id("org"), origin=cleaned, created_at=visit.at))
    return cleaned


def list_origins(visit: Visit) -> tuple[str, ...]:
    """The origins that the account lets frame its clients' sessions, in alphabetical order."""
    return tuple(visit.session.scalars(select(Origin.origin).where(Origin.frames).order_by(Origin.origin)))


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
