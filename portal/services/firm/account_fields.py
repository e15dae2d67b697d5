"""What can be said of an account, and what may stand in each field."""

from collections.abc import Callable, Mapping
from typing import Any, TypedDict

from portal.errors import Invalid
from portal.services.fields import clean_text, optional_color, optional_email, optional_text, optional_url
from portal.settings import Settings

LIFETIMES = (
    "link_seconds",
    "link_max_seconds",
    "mailed_link_seconds",
    "session_idle_seconds",
    "session_seconds",
    "url_session_idle_seconds",
    "url_session_seconds",
)
"""The settings that an account may shorten for itself, in seconds."""
SHORTEST_LIFETIME = 60


class AccountChanges(TypedDict, total=False):
    """What `change_account` takes; what is not named stays, None clears."""

    name: str
    contact_name: str | None
    contact_email: str | None
    contact_phone: str | None
    contact_hours: str | None
    privacy_url: str | None
    imprint_url: str | None
    accent_color: str | None
    viewers_export: bool
    limits: Mapping[str, int | None]
    """Only what is named in it changes; None goes back to the portal's own."""


def clean_account_changes(changes: AccountChanges) -> dict[str, Any]:
    """Columns and their values, cleaned; `limits` are left to `clean_limits`. Raises Invalid."""
    given = {name: value for name, value in changes.items() if name != "limits"}
    if unknown := sorted(given.keys() - _CLEANERS.keys()):
        raise Invalid(f"{unknown[0]}: is nothing that can be said of an account")
    return {name: _CLEANERS[name](value, name) for name, value in given.items()}


def _flag(value: object, field: str) -> bool:
    if not isinstance(value, bool):
        raise Invalid(f"{field}: must be true or false")
    return value


def clean_limits(own: Mapping[str, Any], wanted: Mapping[str, int | None], settings: Settings) -> dict[str, int]:
    """The account's own lifetimes with what is wanted of them, none longer than the portal's. Raises Invalid."""
    limits = dict(own)
    for name, seconds in wanted.items():
        if name not in LIFETIMES:
            raise Invalid(f"limits.{name}: is no lifetime of the portal's; use {', '.join(LIFETIMES)}")
        longest: int = getattr(settings, name)
        if seconds is None:
            limits.pop(name, None)
        elif isinstance(seconds, bool) or not isinstance(seconds, int):
            raise Invalid(f"limits.{name}: must be a whole number of seconds")
        elif not SHORTEST_LIFETIME <= seconds <= longest:
            raise Invalid(f"limits.{name}: {seconds} is not between {SHORTEST_LIFETIME} and the portal's own {longest}")
        else:
            limits[name] = seconds
    return limits


_CLEANERS: dict[str, Callable[[Any, str], Any]] = {
    "name": clean_text,
    "contact_name": optional_text,
    "contact_email": optional_email,
    "contact_phone": optional_text,
    "contact_hours": optional_text,
    "privacy_url": optional_url,
    "imprint_url": optional_url,
    "accent_color": optional_color,
    "viewers_export": _flag,
}
