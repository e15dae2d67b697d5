"""An attempt to go round the wall, and what came of it: its rows as text, or that it was refused."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy.exc import ArgumentError, DBAPIError, InvalidRequestError

from portal.tenancy.fence import FenceBreached
from tests.tenancy.world import OTHERS, OURS, OUTSIDE, mark

REFUSALS = (DBAPIError, FenceBreached, ArgumentError, InvalidRequestError)
# The marks of everybody else: of their ids (`document-sibling`, `ent_sibling`) and of their texts.
FOREIGN_MARKS = tuple(
    word
    for scope in (*OTHERS, *(each for each in OUTSIDE if each.account_id != OURS.account_id))
    for word in (f"-{mark(scope)}", f"ent_{mark(scope)}")
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`told` is everything that came back; `refused` the sentence of the refusal, empty when there was none."""

    told: str
    refused: str = ""

    @property
    def leaks(self) -> bool:
        return any(word in self.told for word in FOREIGN_MARKS)


def attempt(question: Callable[[], Iterable[object]]) -> Outcome:
    """Ask, and take the answer apart. Only refusals that the wall, the fence or SQLAlchemy mean as such are taken."""
    try:
        return Outcome(repr([plain(row) for row in question()]))
    except REFUSALS as refusal:
        return Outcome("", f"{type(refusal).__name__}: {refusal}")


def plain(row: object) -> object:
    """A mapped object as its columns; everything else as it is. A row of ours may itself name another's customer."""
    if hasattr(row, "__table__"):
        return {name: value for name, value in vars(row).items() if not name.startswith("_") and name != "customer_id"}
    if isinstance(row, tuple | list):
        return tuple(plain(part) for part in row)
    return row
