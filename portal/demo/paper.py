"""A document as the cast describes it: days counted back from today, lines, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from portal.einvoice import Party

DEFAULT_TERMS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """One line; `discount` is taken off it in the document's currency."""

    name: str
    quantity: Decimal = Decimal(1)
    price: Decimal
    unit: str = "C62"
    category: str = "S"
    rate: Decimal | None = Decimal(22)
    description: str | None = None
    discount: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """An allowance or charge on the whole document."""

    is_charge: bool
    reason: str
    reason_code: str
    amount: Decimal
    category: str = "S"
    rate: Decimal | None = Decimal(22)


@dataclass(frozen=True, slots=True)
class Part:
    """A payment: so many days after issue, this share of what is due (a share of one settles it)."""

    days: int
    share: Decimal = Decimal(1)
    method: str = "bank_transfer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One document of an entity; `name` is what the cast calls it, `party` the other side.

    `related` names an earlier paper of the cast, and `relation` how this one stands to it. With `settles_advance`
    the earlier one is an advance invoice, whose total is already paid. `number` only for received papers.
    `exchange_rate` is euros (the entity's currency) for one unit of a foreign currency.
    """

    name: str
    type: str
    days_ago: int
    party: Party
    positions: tuple[Position, ...]
    direction: str = "issued"
    number: str | None = None
    due_in: int | None = DEFAULT_TERMS
    currency: str | None = None
    exchange_rate: Decimal | None = None
    extras: tuple[Extra, ...] = ()
    is_draft: bool = False
    void_reason: str | None = None
    payments: tuple[Part, ...] = ()
    related: str | None = None
    relation: str = "preceding"
    settles_advance: bool = False
    legends: tuple[str, ...] = ()
    reasons: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Tax category -> the printed ground of the exemption (BT-120) and its code (BT-121)."""
    notes: tuple[str, ...] = ()
    order: str | None = None
    has_original: bool = False
