"""What can be said of an account, and what may stand in each field."""

from collections.abc import Callable, Mapping
from typing import Any, TypedDict

from portal.errors import Invalid
from portal.services.fields import clean_text, optional_color, optional_email, optional_text, optional_url
from portal.services.firm.looks import clean_radius, clean_theme
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
SIZES = ("file_megabytes", "files_megabytes")
"""The settings that an account may lower for itself, in megabytes: one file, and all files of an entity."""
LIMITS = (*LIFETIMES, *SIZES)
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
    corner_radius: int | None
    theme: str | None
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
    """The account's own limits with what is wanted of them, none beyond the portal's. Raises Invalid."""
    limits = dict(own)
    for name, value in wanted.items():
        if name not in LIMITS:
            raise Invalid(f"limits.{name}: is no limit of the portal's; use {', '.join(LIMITS)}")
        most: int = getattr(settings, name)
        least, unit = (1, "megabytes") if name in SIZES else (SHORTEST_LIFETIME, "seconds")
        if value is None:
            limits.pop(name, None)
        elif isinstance(value, bool) or not isinstance(value, int):
            raise Invalid(f"limits.{name}: must be a whole number of {unit}")
        elif not least <= value <= most:
            raise Invalid(f"limits.{name}: {value} {unit} are not between {least} and the portal's own {most}")
        else:
            limits[name] = value
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
    "corner_radius": clean_radius,
    "theme": clean_theme,
    "viewers_export": _flag,
}
