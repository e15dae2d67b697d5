"""Links between their two forms: `LinkClaims` in our code, a flat JSON object with short names inside the seal."""

import enum
from typing import TypeVar

from portal.errors import Invalid
from portal.identity import Environment, Role
from portal.tokens.claims import Access, LinkClaims
from portal.tokens.fields import (
    refuse_unknown,
    take_instant,
    take_integer,
    take_mark,
    take_optional_text,
    take_text,
    to_seconds,
)
from portal.tokens.strict_json import Payload, Scalar

Choice = TypeVar("Choice", bound=enum.StrEnum)

_REQUIRED = frozenset({"v", "aud", "acc", "env", "ent", "access", "jti", "iat", "exp"})
_OPTIONAL = frozenset({"usr", "role", "stf", "view", "locale", "recipient", "return_to", "max_claims", "code"})


def to_payload(claims: LinkClaims) -> Payload:
    """The claims as they are sealed; what is None (or one single use, or no code) is left out."""
    payload: dict[str, Scalar] = {
        "v": claims.version,
        "aud": claims.audience,
        "acc": claims.account_id,
        "env": claims.environment.value,
        "ent": claims.entity_id,
        "access": claims.access.value,
        "usr": claims.user_id,
        "role": claims.role.value if claims.role is not None else None,
        "stf": claims.staff_id,
        "jti": claims.jti,
        "iat": to_seconds(claims.issued_at),
        "exp": to_seconds(claims.expires_at),
        "view": claims.view,
        "locale": claims.locale,
        "recipient": claims.recipient,
        "return_to": claims.return_to,
        "max_claims": claims.max_claims if claims.max_claims != 1 else None,
        "code": claims.require_code or None,
    }
    return {name: value for name, value in payload.items() if value is not None}


def from_payload(payload: Payload) -> LinkClaims:
    """The claims that a payload states. Invalid for a missing, unknown, null, wrongly typed or impossible claim."""
    refuse_unknown(payload, _REQUIRED | _OPTIONAL)
    role = take_optional_text(payload, "role")
    return LinkClaims(
        version=take_integer(payload, "v"),
        audience=take_text(payload, "aud"),
        account_id=take_text(payload, "acc"),
        environment=_member(Environment, take_text(payload, "env"), "env"),
        entity_id=take_text(payload, "ent"),
        access=_member(Access, take_text(payload, "access"), "access"),
        user_id=take_optional_text(payload, "usr"),
        role=_member(Role, role, "role") if role is not None else None,
        staff_id=take_optional_text(payload, "stf"),
        jti=take_text(payload, "jti"),
        issued_at=take_instant(payload, "iat"),
        expires_at=take_instant(payload, "exp"),
        view=take_optional_text(payload, "view"),
        locale=take_optional_text(payload, "locale"),
        recipient=take_optional_text(payload, "recipient"),
        return_to=take_optional_text(payload, "return_to"),
        max_claims=take_integer(payload, "max_claims") if "max_claims" in payload else 1,
        require_code=take_mark(payload, "code"),
    )


def _member(kind: type[Choice], value: str, name: str) -> Choice:
    try:
        return kind(value)
    except ValueError as error:
        raise Invalid(f"claim {name} has a value we do not know") from error
