"""How pages and paper look: what the entity's branding says, else the account's, else the portal's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from portal.database import Database
from portal.errors import Invalid
from portal.identity import Scope, system
from portal.models import Account, Entity
from portal.pdf import Design
from portal.services.fields import COLOR
from portal.services.firm.logos import PNG

THEMES = ("light", "dark", "auto")
LARGEST_RADIUS = 24
_KNOWN = ("template", "accent_color", "corner_radius", "theme", "show_logo")


@dataclass(frozen=True, slots=True)
class Look:
    """None for what neither says. `own_logo` is the digest of the entity's own logo, where its pages show that in the
    place of the firm's."""

    accent_color: str | None = None
    corner_radius: int | None = None
    theme: str | None = None
    own_logo: str | None = None


def look_of(account: Account, entity: Entity | None) -> Look:
    """What is shown to this entity's clients; before an entity is known, what the account says."""
    if entity is None:
        return Look(account.accent_color, account.corner_radius, account.theme)
    own = entity.settings.get("branding") or {}
    shows = own.get("show_logo") is True and entity.logo_mime == PNG
    radius = own.get("corner_radius")
    return Look(
        accent_color=own.get("accent_color") or account.accent_color,
        corner_radius=account.corner_radius if radius is None else radius,
        theme=own.get("theme") or account.theme,
        own_logo=entity.logo_sha256 if shows else None,
    )


def logo_of_pages(database: Database, scope: Scope, at: datetime) -> str | None:
    """The digest of the entity's own logo, if its pages show one; None also for an entity that is not the account's."""
    with database.visit(system(scope), at=at) as visit:
        entity = visit.session.scalars(select(Entity)).one_or_none()
        return look_of(visit.account, entity).own_logo if entity else None


def check_branding(settings: Mapping[str, Any]) -> None:
    """Raise Invalid for a look that does not exist, where an entity's settings are changed."""
    branding = settings.get("branding")
    if branding is None:
        return
    if not isinstance(branding, Mapping):
        raise Invalid("settings.branding: must be a mapping")
    if unknown := sorted(branding.keys() - set(_KNOWN)):
        raise Invalid(f"settings.branding.{unknown[0]}: is nothing that can be said; use {', '.join(_KNOWN)}")
    if (template := branding.get("template")) is not None and template not in list(Design):
        raise Invalid(f"settings.branding.template: is none of {', '.join(Design)}")
    color = branding.get("accent_color")
    # One spelling, as the account's has: it goes into a style sheet's address and into papers as it stands.
    if color is not None and not (isinstance(color, str) and COLOR.fullmatch(color)):
        raise Invalid("settings.branding.accent_color: must be like #1a7f5a")
    clean_radius(branding.get("corner_radius"), "settings.branding.corner_radius")
    clean_theme(branding.get("theme"), "settings.branding.theme")
    if branding.get("show_logo") not in {None, True, False}:
        raise Invalid("settings.branding.show_logo: must be true or false")


def clean_radius(value: object, field: str) -> int | None:
    """Whole CSS pixels or None. Raises Invalid, naming the field."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_RADIUS:
        raise Invalid(f"{field}: must be a whole number of pixels, 0 to {LARGEST_RADIUS}")
    return value


def clean_theme(value: object, field: str) -> str | None:
    """One of THEMES or None. Raises Invalid, naming the field."""
    if value is None or (isinstance(value, str) and value in THEMES):
        return value
    raise Invalid(f"{field}: must be one of {', '.join(THEMES)}")
