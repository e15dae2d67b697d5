"""`s3://bucket/prefix?endpoint=…`: where an object store is, read strictly, with a sentence for what is wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from portal.errors import SettingsRefused
from portal.identity import is_loopback

Addressing = Literal["auto", "path", "virtual"]
LONGEST_LINK_SECONDS = 60
_SETTING = "PORTAL_STORAGE_URL"
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIX = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}/){0,8}")
_REGION = re.compile(r"[a-z0-9-]{1,40}")
_ENDPOINT = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?")
_ADDRESSING: Mapping[str, Addressing] = {"auto": "auto", "path": "path", "virtual": "virtual"}
_OPTIONS = frozenset({"endpoint", "region", "addressing", "link_seconds", "link_endpoint"})


@dataclass(frozen=True, slots=True)
class S3Address:
    """Where objects are put. `prefix` is empty or ends in a slash; `link_seconds` is 0 where none get an address."""

    bucket: str
    prefix: str = ""
    endpoint: str | None = None
    region: str | None = None
    addressing: Addressing = "auto"
    link_seconds: int = 0
    link_endpoint: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether the bytes cross a network that others may listen at."""
        return any(_is_open(each) for each in (self.endpoint, self.link_endpoint))


def read_address(url: str) -> S3Address:
    """The parts of the address. Raises SettingsRefused for anything that is not understood to its last character."""
    try:
        parts = urlsplit(url)
        given = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    except ValueError as error:
        raise SettingsRefused(f"{_SETTING} cannot be read: {error}") from error
    options = dict(given)
    if parts.scheme != "s3" or parts.fragment or len(options) != len(given):
        raise SettingsRefused(f"{_SETTING} must be like s3://bucket/prefix?endpoint=https://s3.example.com")
    if "@" in parts.netloc:
        raise SettingsRefused(f"{_SETTING} must name no credentials: put them into AWS_ACCESS_KEY_ID and the like")
    if unknown := sorted(options.keys() - _OPTIONS):
        raise SettingsRefused(f"{_SETTING} knows no {', '.join(unknown)}; it knows {', '.join(sorted(_OPTIONS))}")
    path = parts.path.removeprefix("/").removesuffix("/")
    style = options.get("addressing", "auto")
    if style not in _ADDRESSING:
        raise SettingsRefused(f"{_SETTING}: addressing is one of {', '.join(_ADDRESSING)}")
    address = S3Address(
        bucket=_matching(_BUCKET, parts.netloc, "a bucket's name"),
        prefix=_matching(_PREFIX, f"{path}/" if path else "", "a prefix of letters, digits, - _ . and /"),
        endpoint=_endpoint(options.get("endpoint")),
        region=_matching(_REGION, options["region"], "a region") if "region" in options else None,
        addressing=_ADDRESSING[style],
        link_seconds=_seconds(options.get("link_seconds", "0")),
        link_endpoint=_endpoint(options.get("link_endpoint")),
    )
    if address.link_seconds and _is_open(address.link_endpoint or address.endpoint):
        raise SettingsRefused(f"{_SETTING}: browsers follow links only to an endpoint with https")
    return address


def _is_open(endpoint: str | None) -> bool:
    parts = urlsplit(endpoint or "")
    return parts.scheme == "http" and not is_loopback(parts.hostname or "")


def _endpoint(text: str | None) -> str | None:
    return None if text is None else _matching(_ENDPOINT, text.rstrip("/"), "an endpoint like https://s3.example.com")


def _seconds(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,2}", text) or int(text) > LONGEST_LINK_SECONDS:
        raise SettingsRefused(f"{_SETTING}: link_seconds is a whole number, {LONGEST_LINK_SECONDS} at most")
    return int(text)


def _matching(pattern: re.Pattern[str], text: str, what: str) -> str:
    if not pattern.fullmatch(text):
        raise SettingsRefused(f"{_SETTING}: {text!r} is not {what}")
    return text
