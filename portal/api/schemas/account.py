"""The account as the API takes and gives it."""

from portal.api.schemas.base import Body, Instant, Line, Out
from portal.api.schemas.looks import CornerRadius, Theme
from portal.identity import Environment


class MeOut(Out):
    """The calling key."""

    key_id: str
    name: str
    kind: str
    hint: str
    account_id: str
    environment: Environment
    entity_id: str | None
    expires_at: Instant | None
    permissions: list[str]


class AccountPatch(Body):
    """What is named changes, `null` clears. `limits` are lifetimes in seconds and sizes in megabytes
    (`file_megabytes` of one file, `files_megabytes` of all files of an entity), below the portal's own."""

    name: Line | None = None
    contact_name: Line | None = None
    contact_email: Line | None = None
    contact_phone: Line | None = None
    contact_hours: Line | None = None
    privacy_url: Line | None = None
    imprint_url: Line | None = None
    accent_color: Line | None = None
    corner_radius: CornerRadius | None = None
    theme: Theme | None = None
    viewers_export: bool | None = None
    limits: dict[str, int | None] | None = None


class AccountOut(Out):
    """The firm's account."""

    id: str
    name: str
    contact_name: str | None
    contact_email: str | None
    contact_phone: str | None
    contact_hours: str | None
    privacy_url: str | None
    imprint_url: str | None
    accent_color: str | None
    corner_radius: int | None
    theme: Theme | None
    logo_url: str | None
    viewers_export: bool
    limits: dict[str, int]
    created_at: Instant
