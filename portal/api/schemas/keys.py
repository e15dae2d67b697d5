"""Keys and origins as the API takes and gives them."""

from typing import Annotated, Literal

from pydantic import Field

from portal.api.schemas.base import Body, Instant, Line, ListQuery, Out
from portal.identity import Environment, Role
from portal.tokens import KeyKind

TEN_YEARS = 315_576_000
Seconds = Annotated[int, Field(ge=60, le=TEN_YEARS)]
KeyName = Annotated[Line, Field(max_length=120)]


class SigningLimitsIn(Body):
    """What links signed with an `lk_` key may open at most. `max_role` null allows no user."""

    max_role: Annotated[Role | None, Field(strict=False)] = Role.VIEWER
    allow_full_entity: bool = False
    entity_ids: list[str] | None = Field(None, max_length=1000, description="Null allows every entity.")
    max_seconds: int = Field(300, ge=10, le=86_400)


class EntityKeyIn(Body):
    """A new key of one entity."""

    name: KeyName = "API key"
    ttl: Seconds | None = Field(None, description="Seconds until it ends by itself.")


class AccountKeyIn(EntityKeyIn):
    """A new key of the account; `limits` are for `lk` keys alone."""

    kind: Literal["sk", "lk"] = "sk"
    limits: SigningLimitsIn | None = None


class KeyQuery(ListQuery):
    """The list of keys."""

    include_ended: bool = False


class SigningLimitsOut(Out):
    """What links signed with this key may open at most."""

    max_role: Role | None
    allow_full_entity: bool
    entity_ids: list[str] | None
    max_seconds: int


class KeyOut(Out):
    """A key, never its text: `prefix_hint` is enough to recognise it by."""

    id: str
    kind: KeyKind
    name: str
    environment: Environment
    entity_id: str | None
    prefix_hint: str
    limits: SigningLimitsOut | None
    created_at: Instant
    expires_at: Instant | None
    last_used_at: Instant | None


class NewKeyOut(KeyOut):
    """A key that was just made. `key` is its text, shown this once."""

    key: str


class OriginIn(Body):
    """An exact origin of the firm's, as in `https://app.example.com`."""

    origin: Annotated[str, Field(max_length=300)]
    frames: bool = Field(True, description="Whether it may show the portal in a frame.")
    returns: bool = Field(True, description="Whether clients may be sent back to it.")


class OriginOut(Out):
    """An origin that the account has registered."""

    id: str
    origin: str
    frames: bool
    returns: bool
    created_at: Instant
