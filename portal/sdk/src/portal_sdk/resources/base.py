"""What the resources share: arguments in either spelling, the entity's header, lists, and rows that are kept."""

import time
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import ClassVar, Generic, TypeVar, cast
from urllib.parse import quote

import httpx

from portal_sdk.downloads import Download, download_of
from portal_sdk.errors import PortalError
from portal_sdk.pages import Page, Pagination, walk
from portal_sdk.schemas import Token
from portal_sdk.transport import Transport, seconds_told
from portal_sdk.wire import snake_names

Row = TypeVar("Row")
Input = TypeVar("Input", bound=Mapping[str, object])
Patch = TypeVar("Patch", bound=Mapping[str, object])

Day = date | str
Query = Mapping[str, object]
# How many seconds a file that is still being made is waited for.
PATIENCE = 300.0
# The longest pages there are, for the fewest calls.
PAGE_LENGTH = 100


class Arguments:
    """The arguments of one call, by snake_case name; the entity and the idempotency key go into headers."""

    def __init__(self, *given: Mapping[str, object] | None, **named: object) -> None:
        merged: dict[str, object] = {}
        for part in cast(tuple[object, ...], given):
            if not isinstance(part, Mapping | None):
                told = type(part).__name__
                raise TypeError(f"arguments are given by name, such as entity_id=…, or as a mapping; got {told}")
        for part in (*given, {name: value for name, value in named.items() if value is not None}):
            merged |= cast(dict[str, object], snake_names(part or {}))
        entity_id = merged.pop("entity_id", None)
        idempotency_key = merged.pop("idempotency_key", None)
        self.values = merged
        self.headers: dict[str, str] = {}
        if entity_id is not None:
            self.headers["x-entity-id"] = str(entity_id)
        if idempotency_key is not None:
            self.headers["Idempotency-Key"] = str(idempotency_key)


class Resource:
    """A noun of the API."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def _read(self, path: str, arguments: Arguments) -> object:
        return self._transport.json("GET", path, query=arguments.values, headers=arguments.headers)

    def _write(self, method: str, path: str, arguments: Arguments) -> object:
        return self._transport.json(method, path, body=arguments.values or None, headers=arguments.headers)

    def _link(self, path: str, arguments: Arguments) -> Token:
        made = cast(Token, self._write("POST", path, arguments))
        if address := made.get("url"):
            self._transport.learn_address(address)
        return made

    def _delete(self, path: str, arguments: Arguments) -> None:
        self._transport.send("DELETE", path, query=arguments.values, headers=arguments.headers)

    def _download(self, path: str, arguments: Arguments) -> Download:
        """The file at a path; asked for again while it is being made."""
        ends = time.monotonic() + PATIENCE
        while True:
            response = self._transport.send("GET", path, query=arguments.values, headers=arguments.headers)
            if response.status_code != httpx.codes.ACCEPTED:
                return download_of(response)
            wait = seconds_told(response.headers.get("retry-after")) or 1.0
            if time.monotonic() + wait > ends:
                raise PortalError(response.status_code, "not_ready", "The file is still being made; ask for it later.")
            time.sleep(wait)

    def _put_file(self, path: str, file: bytes | str | Path) -> object:
        content = file if isinstance(file, bytes) else Path(file).read_bytes()
        return self._transport.json("PUT", path, files={"file": ("file", content, "application/octet-stream")})

    def _page(self, path: str, arguments: Arguments) -> Page[Row]:
        told = cast(dict[str, object], self._read(path, arguments))
        whole = {"total": -1, "next_cursor": None, "prev_cursor": None, "has_more": False}
        return Page(cast(list[Row], told["data"]), cast(Pagination, told.get("pagination", whole)))

    def _walk(self, path: str, arguments: Arguments) -> Iterator[Row]:
        def fetch(cursor: str | None) -> Page[Row]:
            if cursor is not None:
                arguments.values["next_cursor"] = cursor
            return self._page(path, arguments)

        return walk(fetch)


class Pages(Resource, Generic[Row]):
    """A noun whose rows are listed."""

    path: ClassVar[str]

    def list(
        self,
        params: Mapping[str, object] | None = None,
        *,
        entity_id: str | None = None,
        limit: int | None = None,
        next_cursor: str | None = None,
        prev_cursor: str | None = None,
        order_by: str | None = None,
        search: str | None = None,
        query: Query | None = None,
        **more: object,
    ) -> Page[Row]:
        """One page. `query` is the API's, such as `{"total_due": {"gt": 0}}`; `order_by` with a `-` goes downward."""
        named = {"limit": limit, "next_cursor": next_cursor, "prev_cursor": prev_cursor, "order_by": order_by}
        return self._page(self.path, Arguments(params, more, **named, search=search, query=query, entity_id=entity_id))

    def iterate(
        self,
        params: Mapping[str, object] | None = None,
        *,
        entity_id: str | None = None,
        limit: int | None = None,
        order_by: str | None = None,
        search: str | None = None,
        query: Query | None = None,
        **more: object,
    ) -> Iterator[Row]:
        """Every row of every page, fetched as they are taken; `limit` is the length of a page, at most 100."""
        arguments = Arguments(
            {"limit": PAGE_LENGTH},
            params,
            more,
            limit=limit,
            order_by=order_by,
            search=search,
            query=query,
            entity_id=entity_id,
        )
        return self._walk(self.path, arguments)


class Listed(Pages[Row], Generic[Row]):
    """A noun whose rows are listed and looked up."""

    def get(self, row_id: str, *, entity_id: str | None = None) -> Row:
        """The one with this id; an `entity_id` that disagrees with it is a 404."""
        return cast(Row, self._read(place(self.path, row_id), Arguments(entity_id=entity_id)))


class Kept(Listed[Row], Generic[Row, Input, Patch]):
    """A noun whose rows are made, changed and taken away."""

    def create(
        self,
        data: Input | None = None,
        *,
        entity_id: str | None = None,
        idempotency_key: str | None = None,
        **fields: object,
    ) -> Row:
        """A new one. With an `idempotency_key` of your own, a call repeated within 24 hours takes effect once."""
        arguments = Arguments(data, fields, entity_id=entity_id, idempotency_key=idempotency_key)
        return cast(Row, self._write("POST", self.path, arguments))

    def update(self, row_id: str, data: Patch | None = None, *, entity_id: str | None = None, **fields: object) -> Row:
        """Change the fields that are given, and no other."""
        return cast(Row, self._write("PATCH", place(self.path, row_id), Arguments(data, fields, entity_id=entity_id)))

    def delete(self, row_id: str, *, entity_id: str | None = None) -> None:
        """Take it away."""
        self._delete(place(self.path, row_id), Arguments(entity_id=entity_id))


class Restorable(Kept[Row, Input, Patch], Generic[Row, Input, Patch]):
    """A noun whose rows can be brought back after they were taken away."""

    def restore(self, row_id: str, *, entity_id: str | None = None) -> Row:
        """Bring it back."""
        return cast(Row, self._write("POST", place(self.path, row_id, "restore"), Arguments(entity_id=entity_id)))


class OfEntity(Resource, Generic[Row]):
    """A noun of one entity, which is said first."""

    path: ClassVar[str]

    def list(self, entity_id: str, params: Mapping[str, object] | None = None, **more: object) -> Page[Row]:
        """One page."""
        return self._page(self.path, Arguments(params, more, entity_id=entity_id))

    def iterate(self, entity_id: str, params: Mapping[str, object] | None = None, **more: object) -> Iterator[Row]:
        """Every row of every page, fetched as they are taken."""
        return self._walk(self.path, Arguments({"limit": PAGE_LENGTH}, params, more, entity_id=entity_id))


def place(*parts: str) -> str:
    """A path out of its parts; ValueError for a part that would lead to another path, TypeError for no text."""
    if odd := [part for part in cast(tuple[object, ...], parts[1:]) if not isinstance(part, str)]:
        raise TypeError(f"an id is text, as the portal gave it; got {type(odd[0]).__name__}")
    if any(part in {"", ".", ".."} for part in parts[1:]):
        raise ValueError("an id must not be empty")
    return parts[0] + "".join("/" + quote(part, safe="") for part in parts[1:])
