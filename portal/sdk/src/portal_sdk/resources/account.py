"""The firm's own account: its staff, its origins, its keys. Needs an account key."""

from pathlib import Path
from typing import cast

from portal_sdk.downloads import Download
from portal_sdk.resources.base import Arguments, Listed, Pages, Resource, place
from portal_sdk.schemas import Account as AccountRow
from portal_sdk.schemas import (
    AccountKeyIn,
    AccountPatch,
    Assignment,
    Key,
    NewKey,
    Origin,
    OriginIn,
    Staff,
    StaffDetail,
    StaffIn,
    StaffPatch,
)
from portal_sdk.transport import Transport


class StaffMembers(Listed[Staff]):
    """The firm's people, and the entities they look after."""

    path = "/account/staff"

    def get(self, row_id: str, *, entity_id: str | None = None) -> StaffDetail:
        """One of them, with the entities assigned to them."""
        return cast(StaffDetail, super().get(row_id, entity_id=entity_id))

    def add(self, data: StaffIn | None = None, **fields: object) -> Staff:
        """Take a person up."""
        return cast(Staff, self._write("POST", self.path, Arguments(data, fields)))

    def update(self, staff_id: str, data: StaffPatch | None = None, **fields: object) -> Staff:
        """Change the fields that are given, and no other."""
        return cast(Staff, self._write("PATCH", place(self.path, staff_id), Arguments(data, fields)))

    def remove(self, staff_id: str) -> None:
        """Let a person go; every assignment and session ends."""
        self._delete(place(self.path, staff_id), Arguments())

    def assign(self, staff_id: str, entity_id: str) -> Assignment:
        """Let a person look after an entity."""
        return cast(Assignment, self._write("PUT", place(self.path, staff_id, "entities", entity_id), Arguments()))

    def unassign(self, staff_id: str, entity_id: str) -> None:
        """And no longer."""
        self._delete(place(self.path, staff_id, "entities", entity_id), Arguments())


class Origins(Pages[Origin]):
    """Where the firm's app lives: what may frame the portal, and where it may lead back to."""

    path = "/account/origins"

    def add(self, data: OriginIn | None = None, **fields: object) -> Origin:
        """Register one."""
        return cast(Origin, self._write("POST", self.path, Arguments(data, fields)))

    def remove(self, origin_id: str) -> None:
        """Take one away."""
        self._delete(place(self.path, origin_id), Arguments())


class Keys(Listed[Key]):
    """Account keys (`sk_…`) and link-signing keys (`lk_…`)."""

    path = "/account/keys"

    def create(self, data: AccountKeyIn | None = None, **fields: object) -> NewKey:
        """A new key; this answer alone shows it whole. `ttl` is in seconds."""
        return cast(NewKey, self._write("POST", self.path, Arguments(data, fields)))

    def delete(self, key_id: str) -> None:
        """End a key, at once; what it signed opens no longer."""
        self._delete(place(self.path, key_id), Arguments())


class Account(Resource):
    """The account of the key; `staff`, `origins` and `keys` are below it."""

    def __init__(self, transport: Transport) -> None:
        super().__init__(transport)
        self.staff = StaffMembers(transport)
        self.origins = Origins(transport)
        self.keys = Keys(transport)

    def get(self) -> AccountRow:
        """What the portal knows of the firm."""
        return cast(AccountRow, self._read("/account", Arguments()))

    def update(self, data: AccountPatch | None = None, **fields: object) -> AccountRow:
        """Change the fields that are given, and no other."""
        return cast(AccountRow, self._write("PATCH", "/account", Arguments(data, fields)))

    def logo(self) -> Download:
        """The logo on the firm's pages; a PortalError of 404 where there is none."""
        return self._download("/account/logo", Arguments())

    def set_logo(self, file: bytes | str | Path) -> AccountRow:
        """Show a PNG on the firm's pages, given as bytes or as the path of a file. Needs a live key."""
        return cast(AccountRow, self._put_file("/account/logo", file))

    def remove_logo(self) -> None:
        """Show none. Needs a live key."""
        self._delete("/account/logo", Arguments())
