"""Who is asking, and whose papers: the words every other module speaks. Imports nothing of ours."""

import enum
import secrets
from base64 import b32encode
from dataclasses import dataclass


class Environment(enum.StrEnum):
    """Two worlds with separate keys, entities and data."""

    LIVE = "live"
    SANDBOX = "sandbox"


class Role(enum.StrEnum):
    """What a user may do in one entity; ordered from least to most."""

    VIEWER = "viewer"
    EDITOR = "editor"
    ADMIN = "admin"

    def at_most(self, ceiling: "Role") -> bool:
        order = list(Role)
        return order.index(self) <= order.index(ceiling)


class ActorKind(enum.StrEnum):
    """The six kinds of actor."""

    ACCOUNT_KEY = "account_key"
    ENTITY_KEY = "entity_key"
    USER = "user"
    FULL_ENTITY = "full_entity"
    STAFF = "staff"
    SYSTEM = "system"


class ClientAccess(enum.StrEnum):
    """An entity's setting: may its client enter, and as what."""

    NONE = "none"
    ENTITY = "entity"
    USERS = "users"


@dataclass(frozen=True, slots=True)
class Scope:
    """One account in one environment, and, below it, at most one entity."""

    account_id: str
    environment: Environment
    entity_id: str | None = None

    def within(self, entity_id: str) -> "Scope":
        """The same account and environment, narrowed to one entity."""
        return Scope(self.account_id, self.environment, entity_id)


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone acting in one scope. `subject` is the id of the key, user, staff member or session behind it."""

    kind: ActorKind
    scope: Scope
    subject: str | None = None
    role: Role | None = None
    name: str = ""
    session_id: str | None = None
    link_id: str | None = None

    def __post_init__(self) -> None:
        if (self.kind is ActorKind.USER) != (self.role is not None):
            raise ValueError("exactly the users have a role")
        needs_entity = {ActorKind.USER, ActorKind.FULL_ENTITY, ActorKind.ENTITY_KEY}
        if self.kind in needs_entity and self.scope.entity_id is None:
            raise ValueError(f"an actor of kind {self.kind} exists only inside one entity")

    @property
    def access(self) -> str:
        """As whom they act, in the word that pages show: a role, or the kind of access."""
        return self.role.value if self.role else self.kind.value


def system(scope: Scope) -> Actor:
    """The portal itself acting in a scope that was already proven by a key, a seal or an operator's command."""
    return Actor(ActorKind.SYSTEM, scope, name="portal")


def is_loopback(host: str) -> bool:
    """Whether a host name is this machine's own, which browsers trust without https: localhost, below it, 127.0.0.1."""
    return host in {"localhost", "127.0.0.1"} or host.endswith(".localhost")


def new_id(prefix: str) -> str:
    """An id of 128 random bits: prefix, underscore, 26 base32 lower-case characters."""
    return f"{prefix}_{b32encode(secrets.token_bytes(16)).decode().rstrip('=').lower()}"
