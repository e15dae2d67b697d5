"""Which addresses events may go to: https to the public internet, and never into the network that we stand in."""

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from portal.errors import Invalid, PortalError
from portal.identity import Environment

# A list in the order of addresses keeps its place in a cursor, which is an address's part itself.
LONGEST_URL = 1000
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*")
_PRINTABLE = re.compile(r"[\x21-\x7e]+")
_PORTS = {"https": 443, "http": 80}
# IANA's special-purpose registries, and the one public address at which a cloud answers its own machines (Azure's
# 168.63.129.16). Written out, as Python's own notion of "private" differs from version to version.
_NOT_PUBLIC_4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
            *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"),
            *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32"),
        ),
    )
)
# Of IPv6 only what is given out worldwide, less what carries an IPv4 address (Teredo, 6to4) or is for documents. Mapped
# and translated IPv4 (::ffff:0:0/96, 64:ff9b::/96), local and multicast addresses all lie outside of it.
_PUBLIC_6 = ipaddress.IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(map(ipaddress.IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))


class PlaceRefused(PortalError):
    """An address that nothing may be sent to; the text says why."""


@dataclass(frozen=True, slots=True)
class Place:
    """An address, taken apart. `allowed` is one that the operator allowed by name, wherever it leads."""

    secure: bool
    host: str
    port: int
    path: str
    allowed: bool = False

    @property
    def authority(self) -> str:
        """As it stands in `Host`: without the port that goes without saying."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = _PORTS["https" if self.secure else "http"]
        return host if self.port == usual else f"{host}:{self.port}"


def read_place(url: str, environment: Environment, allow_list: str = "") -> Place:
    """The address taken apart. Raises Invalid, naming the field `url`, for one that nothing may be sent to.

    Live events go over https only. `allow_list` holds `host:port` parted by commas, and counts in the sandbox alone.
    """
    if len(url) > LONGEST_URL or not _PRINTABLE.fullmatch(url):
        raise Invalid(f"url: must be an address of at most {LONGEST_URL} plain characters")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise Invalid("url: is not an address; send one like https://hooks.example.com/portal") from error
    secure = parts.scheme == "https"
    if not secure and not (parts.scheme == "http" and environment is Environment.SANDBOX):
        raise Invalid("url: must begin with https://; plain http is for the sandbox")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise Invalid("url: must have no user, password or fragment; events are signed instead")
    literal = _literal(host)
    if literal is None and not _HOST.fullmatch(host):
        raise Invalid("url: names no host; send one like https://hooks.example.com/portal")
    port = port or _PORTS[parts.scheme]
    names = {each.strip().lower() for each in allow_list.split(",")}
    allowed = environment is Environment.SANDBOX and f"{host}:{port}" in names
    if literal is not None and not allowed and not is_public(literal):
        # The setting is the operator's; who may not change it learns at least whom to ask for what.
        raise Invalid(
            "url: leads into a private network, which events are not sent to; in the sandbox, host and port in "
            "PORTAL_WEBHOOK_PRIVATE_ALLOW_LIST let it in"
        )
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(secure, host, port, path, allowed)


def resolve(place: Place) -> tuple[str, ...]:
    """The addresses of the place, asked for once: these are connected to, whatever the name says a moment later.

    Raises PlaceRefused for a name that is unknown or that leads, even in part, into a private network.
    """
    try:
        found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except OSError as error:
        raise PlaceRefused(f"the host {place.host} is not known") from error
    addresses = tuple(dict.fromkeys(str(address[0]) for *_, address in found))
    if not place.allowed and not all(is_public(_literal(each)) for each in addresses):
        raise PlaceRefused(f"the host {place.host} leads into a private network")
    return addresses


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address | None) -> bool:
    """Whether it is an address of the public internet, and of one host there."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    if isinstance(address, ipaddress.IPv6Address):
        return address in _PUBLIC_6 and not any(address in network for network in _NOT_PUBLIC_6)
    return False


def _literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
