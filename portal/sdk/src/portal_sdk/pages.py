"""One page of a list, and the way through all of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypedDict, TypeVar

T = TypeVar("T")


class Pagination(TypedDict):
    """Where a page stands in its list: `total` is -1 when it was not counted; a cursor is None at the list's end."""

    total: int
    next_cursor: str | None
    prev_cursor: str | None
    has_more: bool


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """The rows of one page, and where it stands."""

    data: list[T]
    pagination: Pagination

    def __iter__(self) -> Iterator[T]:
        return iter(self.data)

    def __len__(self) -> int:
        return len(self.data)


def walk(fetch: Callable[[str | None], Page[T]]) -> Iterator[T]:
    """Every row from the page at a cursor on; the next page is fetched when the last row of one was taken."""
    cursor: str | None = None
    while True:
        page = fetch(cursor)
        yield from page
        cursor = page.pagination["next_cursor"]
        if cursor is None:
            return
