"""A client business's people, the invitations to them, and the tokens that let them in."""

import warnings
from typing import cast

from portal_sdk.resources.base import Arguments, OfEntity, place
from portal_sdk.schemas import (
    EntityKeyIn,
    Invitation,
    InvitationIn,
    Key,
    NewKey,
    Token,
    TokenIn,
    User,
    UserIn,
    UserPatch,
)

WIDER = (
    'this token opens the whole entity, and the user is only a label on it: the entity\'s client_access is "entity"; '
    'with "users" it gives the role that the user has'
)


class EntityUsers(OfEntity[User]):
    """Who may enter an entity, and as what."""

    path = "/entities/users"

    def get(self, entity_id: str, user_id: str) -> User:
        """One of them."""
        return cast(User, self._read(place(self.path, user_id), Arguments(entity_id=entity_id)))

    def add(
        self, entity_id: str, data: UserIn | None = None, *, idempotency_key: str | None = None, **fields: object
    ) -> User:
        """Let a person in, by e-mail address and role."""
        arguments = Arguments(data, fields, entity_id=entity_id, idempotency_key=idempotency_key)
        return cast(User, self._write("POST", self.path, arguments))

    def update(self, entity_id: str, user_id: str, data: UserPatch | None = None, **fields: object) -> User:
        """Give another role; it holds with the person's next request."""
        arguments = Arguments(data, fields, entity_id=entity_id)
        return cast(User, self._write("PATCH", place(self.path, user_id), arguments))

    def remove(self, entity_id: str, user_id: str) -> None:
        """Let a person in no longer; it holds with the person's next request."""
        self._delete(place(self.path, user_id), Arguments(entity_id=entity_id))

    def create_token(self, entity_id: str, user_id: str | None, data: TokenIn | None = None, **fields: object) -> Token:
        """A magic link: its token, its address, when it ends, and what it opens.

        What it opens is the entity's `client_access`: under "users" the user's role, under "entity" the whole entity
        with the user as a label; under "none" the call is refused with the code `client_access_off`.
        """
        arguments = Arguments(data, fields)
        # Sent when it is None, too: a user who is missing must be refused, never left out.
        arguments.values["user_id"] = user_id
        return self._link(place("/entities", entity_id, "token"), arguments)

    def generate_token(self, entity_id: str, user_id: str | None, **fields: object) -> str:
        """The token alone, for `/embed?token=`.

        The entity's `client_access` says what it opens, as with `create_token`. Under "entity" that is everything of
        the entity, whatever role the user has: a user who is named then is warned of, as a UserWarning.
        """
        link = self.create_token(entity_id, user_id, None, **fields)
        if user_id is not None and link.get("access") == "full_entity":
            warnings.warn(WIDER, stacklevel=2)
        return str(link["token"])


class Invitations(OfEntity[Invitation]):
    """Mails that let a person in; opening the link in one accepts it."""

    path = "/entities/invitations"

    def get(self, entity_id: str, invitation_id: str) -> Invitation:
        """One of them."""
        return cast(Invitation, self._read(place(self.path, invitation_id), Arguments(entity_id=entity_id)))

    def create(self, entity_id: str, data: InvitationIn | None = None, **fields: object) -> Invitation:
        """Invite a person, by e-mail address and role."""
        return cast(Invitation, self._write("POST", self.path, Arguments(data, fields, entity_id=entity_id)))

    def resend(self, entity_id: str, invitation_id: str) -> Invitation:
        """Mail a new link; the earlier one opens no longer."""
        path = place(self.path, invitation_id, "resend")
        return cast(Invitation, self._write("POST", path, Arguments(entity_id=entity_id)))

    def cancel(self, entity_id: str, invitation_id: str) -> None:
        """Take an invitation back that was not accepted yet."""
        self._delete(place(self.path, invitation_id), Arguments(entity_id=entity_id))


class EntityApiKeys(OfEntity[Key]):
    """Keys (`ek_…`) that reach one entity alone."""

    path = "/entities/api-keys"

    def create(self, entity_id: str, data: EntityKeyIn | None = None, **fields: object) -> NewKey:
        """A new key; this answer alone shows it whole. `ttl` is in seconds."""
        return cast(NewKey, self._write("POST", self.path, Arguments(data, fields, entity_id=entity_id)))

    def delete(self, entity_id: str, key_id: str) -> None:
        """End a key, at once."""
        self._delete(place(self.path, key_id), Arguments(entity_id=entity_id))
