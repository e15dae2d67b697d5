"""Who may do what: the design's table on one screen. Views name a permission, never a role."""

import enum

from portal.errors import NotAllowed
from portal.identity import Actor, ActorKind, Role


class Permission(enum.StrEnum):
    """`subject:action`, one line each."""

    READ_DOCUMENTS = "documents:read"  # issued and received documents, PDF, XML, reports
    EXPORT_DOCUMENTS = "documents:export"  # take out what can be read
    READ_FILES = "files:read"
    SEE_OWN_ACTIVITY = "activity:read_own"
    SEE_OWN_SESSION = "session:read_own"
    READ_DRAFTS = "drafts:read"
    UPLOAD_FILES = "files:upload"
    ASK_QUESTIONS = "questions:ask"
    WRITE_DOCUMENTS = "documents:write"  # create, finalise, void, send, payments, customers, items
    SEE_ALL_ACTIVITY = "activity:read_all"
    MANAGE_ENTITY = "entity:manage"  # the entity's users, invitations, sessions and settings
    MINT_ENTITY_LINKS = "links:mint_entity"  # links that open one entity as a whole
    MANAGE_ACCOUNT = "account:manage"  # entities, keys, origins, branding, aggregates


P = Permission
_READ = frozenset({P.READ_DOCUMENTS, P.EXPORT_DOCUMENTS, P.READ_FILES, P.SEE_OWN_ACTIVITY, P.SEE_OWN_SESSION})
_EDIT = _READ | {P.READ_DRAFTS, P.UPLOAD_FILES, P.ASK_QUESTIONS}
_FIRM = _EDIT | {P.WRITE_DOCUMENTS, P.SEE_ALL_ACTIVITY, P.MANAGE_ENTITY}

ROLE_GRANTS: dict[Role, frozenset[Permission]] = {
    Role.VIEWER: _READ,
    Role.EDITOR: _EDIT,
    Role.ADMIN: _EDIT | {P.SEE_ALL_ACTIVITY, P.MANAGE_ENTITY},
}
GRANTS: dict[ActorKind, frozenset[Permission]] = {
    # No person stands behind a full-entity session, so it cannot answer for users and settings.
    ActorKind.FULL_ENTITY: _EDIT | {P.SEE_ALL_ACTIVITY},
    ActorKind.STAFF: _FIRM,
    ActorKind.ENTITY_KEY: _FIRM | {P.MINT_ENTITY_LINKS},
    ActorKind.ACCOUNT_KEY: _FIRM | {P.MINT_ENTITY_LINKS, P.MANAGE_ACCOUNT},
    ActorKind.SYSTEM: frozenset(P),
}


def granted(actor: Actor, *, viewers_export: bool = True) -> frozenset[Permission]:
    """The permissions of an actor; an account can switch exports off for viewers."""
    if actor.role is None:
        return GRANTS[actor.kind]
    grants = ROLE_GRANTS[actor.role]
    if actor.role is Role.VIEWER and not viewers_export:
        return grants - {P.EXPORT_DOCUMENTS}
    return grants


def check(actor: Actor, permission: Permission, *, viewers_export: bool = True) -> None:
    """Return when the actor holds the permission; raise NotAllowed otherwise."""
    if permission not in granted(actor, viewers_export=viewers_export):
        raise NotAllowed(f"{actor.kind} lacks {permission}")
