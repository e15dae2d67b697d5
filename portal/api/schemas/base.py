"""What every schema is made of: strict bodies, answers from views, exact numbers, days, instants, metadata, lists."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
)

from portal.services.lists.listing import Found, Wanted, one_order
from portal.services.lists.query_language import read_day, read_instant

T = TypeVar("T")


class Body(BaseModel):
    """What is sent: unknown names and wrong types are refused with their path."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    def given(self) -> dict[str, Any]:
        """The fields that were sent, as values of the schema: what a PATCH changes."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class Query(BaseModel):
    """Query parameters: texts that are read as what they stand for; unknown ones are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Out(BaseModel):
    """What is answered, made from a service's view by attribute."""

    model_config = ConfigDict(from_attributes=True)

    @classmethod
    def of(cls, view: object) -> Self:
        return cls.model_validate(view)


def _plain(value: Decimal) -> Decimal:
    """Every digit that it has, without an exponent or zeros at the end: 180.0000 is 180, and 1E+2 is 100."""
    text = f"{value:f}"
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def _exact(places: int, largest: int) -> Callable[[Any, ValidationInfo], Decimal]:
    def read(value: Any, info: ValidationInfo) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, Decimal | int):
            raise ValueError("must be a number, not a text")
        number = Decimal(value)
        if not _is_sent(info):
            return number
        if abs(number) >= Decimal(10) ** largest:
            raise ValueError(f"must be below 10^{largest}")
        if number != round(number, places):
            raise ValueError(f"must have at most {places} decimals")
        return number

    return read


def _is_sent(info: ValidationInfo) -> bool:
    """Whether the value is a caller's. What an imported document states, others wrote, and sums outgrow what they are
    made of: an answer shows them as they are, for one of them would else take the whole list with it."""
    return bool(info.config and info.config.get("strict"))


def _per_cent(value: Decimal, info: ValidationInfo) -> Decimal:
    if _is_sent(info) and not 0 <= value <= 100:
        raise ValueError("must be at least 0" if value < 0 else "must be at most 100")
    return value


_NUMBER = {"type": "number"}
_SHOWN = PlainSerializer(_plain, return_type=Decimal)
Money = Annotated[Decimal, BeforeValidator(_exact(4, 12)), _SHOWN, WithJsonSchema(_NUMBER)]
"""An amount in major units, exact to 1/10,000."""
Quantity = Annotated[Decimal, BeforeValidator(_exact(12, 12)), _SHOWN, WithJsonSchema(_NUMBER)]
"""A quantity or a unit price, exact to twelve decimals."""
Rate = Annotated[
    Decimal,
    BeforeValidator(_exact(4, 3)),
    AfterValidator(_per_cent),
    _SHOWN,
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 100}),
]
"""A percentage."""


def _day(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return read_day(value)
    except (ValueError, TypeError) as error:
        raise ValueError("must be a day, as in 2026-03-15") from error


def _instant(value: Any) -> datetime:
    try:
        return value.astimezone(UTC) if isinstance(value, datetime) else read_instant(value)
    except (ValueError, TypeError, OverflowError) as error:
        raise ValueError("must be an instant with its zone, as in 2026-03-15T09:30:00Z") from error


def _midnight(value: date) -> str:
    return f"{value.isoformat()}T00:00:00.000Z"


_DAY_SCHEMA = WithJsonSchema({"type": "string", "format": "date"})
_INSTANT_SCHEMA = WithJsonSchema({"type": "string", "format": "date-time"})
Day = Annotated[date, BeforeValidator(_day), _DAY_SCHEMA]
"""A day, as `2026-03-15`; midnight UTC of it is taken, too."""
Midnight = Annotated[
    date, BeforeValidator(_day), PlainSerializer(_midnight, return_type=str, when_used="unless-none"), _INSTANT_SCHEMA
]
"""A day that is shown as its midnight in UTC, as the contract has it for `date` and `date_due`."""
Instant = Annotated[datetime, BeforeValidator(_instant), _INSTANT_SCHEMA]
"""An instant, shown in UTC with milliseconds."""

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255, pattern=r"^[^\r\n]*$")]
"""One line of text that says something."""
Text = Annotated[str, StringConstraints(max_length=4000)]
"""Some lines of text."""
Metadata = Annotated[
    dict[
        Annotated[str, StringConstraints(min_length=1, max_length=50, pattern=r"^[A-Za-z0-9_-]+$")],
        Annotated[str, StringConstraints(max_length=250)],
    ],
    Field(max_length=50),
]
"""The caller's own names and texts: at most 50, of at most 250 characters."""
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class ListQuery(Query):
    """The parameters of every list."""

    limit: Annotated[int, Field(ge=1, le=100)] = 10
    next_cursor: str | None = None
    prev_cursor: str | None = None
    include_total_count: bool = True
    order_by: Annotated[
        str | None, Field(max_length=60, description="A field; `-` before it goes down. The id comes after it.")
    ] = None
    search: Annotated[str | None, Field(max_length=200)] = None
    query: Annotated[str | None, Field(max_length=4000, description="JSON: fields and operators.")] = None

    def wanted(self, query: object) -> Wanted:
        """As the services ask for it; `query` is this one's, parsed."""
        return Wanted(
            limit=self.limit,
            next_cursor=self.next_cursor,
            prev_cursor=self.prev_cursor,
            count=self.include_total_count,
            order_by=one_order(self.order_by),
            search=self.search,
            query=query,
        )


class Pagination(Out):
    """Where a page stands; `total` is -1 when it was not asked for."""

    total: int
    next_cursor: str | None
    prev_cursor: str | None
    has_more: bool


class Listed(Out, Generic[T]):
    """One page of a list."""

    data: list[T]
    pagination: Pagination


def page_of(found: Found[Any], data: list[T]) -> Listed[T]:
    """The envelope around the rows of a page, already as they are shown."""
    pagination = Pagination(
        total=found.total,
        next_cursor=found.next_cursor,
        prev_cursor=found.prev_cursor,
        has_more=found.next_cursor is not None,
    )
    return Listed[Any](data=data, pagination=pagination)


def whole_list(data: list[T]) -> Listed[T]:
    """The envelope around a list that comes in one page."""
    pagination = Pagination(total=len(data), next_cursor=None, prev_cursor=None, has_more=False)
    return Listed[Any](data=data, pagination=pagination)
