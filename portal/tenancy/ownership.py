"""Whose row it is: for each table, which rows an actor inside one entity sees, and which one outside any entity sees.

Two predicates, never an OR: a scope with an entity is answered by `inside`, one without by `outside`, and a table
without the predicate that is asked for answers nothing. `{account}`, `{environment}` and `{entity}` stand for the
current scope, in whatever form the back end keeps it; `{row}` before a column is empty, or OLD. or NEW. in a trigger.
"""

from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import ColumnElement, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.identity import Scope

ACCOUNT_ROWS = "{row}account_id = {account} AND {row}environment = {environment}"
# With account and environment: a scope made of one account and another's entity must see nothing, not everything.
ENTITY_ROWS = f"{{row}}entity_id = {{entity}} AND {ACCOUNT_ROWS}"
NOBODY = "1 = 0"


@dataclass(frozen=True, slots=True)
class Ownership:
    """Predicates over the columns of one table, for reading and, where they differ, for the row a write leaves.

    `reads` names the other tables that a predicate looks into.
    """

    inside: str = NOBODY
    outside: str = NOBODY
    write_inside: str | None = None
    reads: tuple[str, ...] = ()

    def reading(self, *, inside: bool) -> str:
        return self.inside if inside else self.outside

    def writing(self, *, inside: bool) -> str:
        if inside and self.write_inside is not None:
            return self.write_inside
        return self.reading(inside=inside)


class Owned:
    """Mixed into every mapped class; says whose its rows are. A class is of one of the four kinds below, or states
    its own `ownership` and its own `seen_from`."""

    ownership: ClassVar[Ownership]


class Addressed:
    """Mixed into classes whose rows are found by id alone from outside their entity: each new one is noted."""

    def whereabouts(self) -> Owned:
        """The row that says where this one is."""
        raise NotImplementedError(type(self).__name__)


class AccountColumns:
    """The columns of every owned row."""

    account_id: Mapped[str] = mapped_column(String(40))
    environment: Mapped[str] = mapped_column(String(8))


class EntityColumns(AccountColumns):
    """The columns of every row below an entity."""

    entity_id: Mapped[str] = mapped_column(String(40))


class EntityOwned(EntityColumns, Owned):
    """Rows of one entity; invisible from outside it."""

    ownership = Ownership(inside=ENTITY_ROWS)


class AccountOwned(AccountColumns, Owned):
    """Rows of the account that no entity may see: its staff, its webhooks."""

    ownership = Ownership(outside=ACCOUNT_ROWS)


class EntityOrAccountOwned(AccountColumns, Owned):
    """Keys, links: one entity's own from inside it, all of the account's from outside any."""

    entity_id: Mapped[str | None] = mapped_column(String(40))

    ownership = Ownership(inside=ENTITY_ROWS, outside=ACCOUNT_ROWS)


class CommonOwned(AccountColumns, Owned):
    """The account's public face (contact, origins): read from each of its scopes, written only outside any entity."""

    ownership = Ownership(inside=ACCOUNT_ROWS, outside=ACCOUNT_ROWS, write_inside=NOBODY)


class SpecialOwned(Owned):
    """A table with a rule of its own: both the wall's form (`ownership`) and the fence's (`seen_from`)."""

    @classmethod
    def seen_from(cls, scope: Scope) -> ColumnElement[bool]:
        """The criterion that the fence adds for this class in a scope."""
        raise NotImplementedError(cls.__name__)
