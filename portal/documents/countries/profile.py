"""What the law of one country asks of an invoicing business, as values: each rule with its source and first day."""

import enum
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar


class Situation(enum.StrEnum):
    """When a legend has to stand on a document."""

    REVERSE_CHARGE = "reverse_charge"
    INTRA_COMMUNITY = "intra_community"
    EXPORT = "export"
    SMALL_BUSINESS = "small_business"
    EXEMPT = "exempt"
    OUTSIDE_SCOPE = "outside_scope"
    CASH_ACCOUNTING = "cash_accounting"


class Liability(enum.StrEnum):
    """Whom a requirement binds: those who charge the tax, those who do not, or anybody."""

    ANYBODY = "anybody"
    TAX_SUBJECT = "tax_subject"
    NOT_TAX_SUBJECT = "not_tax_subject"


class Demand(enum.StrEnum):
    """Which sales must go through the country's certified channel."""

    CASH = "cash"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: where it is from (`[law-mem]`: memory of the law; `[page]`: a public page), and since when."""

    source: str
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement(Rule):
    """What an entity must have stated before it issues: any one of `fields`. `sentence` tells the firm so."""

    code: str
    fields: tuple[str, ...]
    binds: Liability = Liability.ANYBODY
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRequirement(Rule):
    """What a document must state: any one of `fields`.

    It holds for the EN 16931 `categories` (none named: all), for the document `types` (none named: all), and from a
    gross total above `above` on, in the country's tax currency.
    """

    code: str
    fields: tuple[str, ...]
    categories: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    above: Decimal | None = None
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(Rule):
    """A rate in per cent, from its first day until the next one's."""

    rate: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxClass:
    """A class of taxed sales, its EN 16931 category, and its rates, newest first."""

    classification: str
    category: str
    is_default: bool = False
    rates: tuple[Rate, ...]

    def rate_on(self, day: date) -> Decimal | None:
        """The rate in per cent on a day; None before the first one known."""
        found = newest(self.rates, day)
        return found.rate if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Legend(Rule):
    """A sentence that the law asks for (BT-120), and its code (BT-121, VATEX) where there is one."""

    situation: Situation
    category: str | None = None
    reason_code: str | None = None
    english: str
    national: str | None = None

    @property
    def text(self) -> str:
        """As it is printed: in the national language first, then in English."""
        return f"{self.national} / {self.english}" if self.national else self.english


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRules(Rule):
    """How documents are numbered. `pattern` is what a whole number must match, `sentence` says so in words.

    `restarts_yearly`: the count begins anew with the calendar year. `dates_may_go_back`: a document may bear an
    earlier date than the one numbered before it.
    """

    restarts_yearly: bool = True
    dates_may_go_back: bool = False
    pattern: str | None = None
    default_format: str | None = None
    sentence: str | None = None

    def allows(self, number: str) -> bool:
        """Whether a whole number is written as the country has it."""
        return self.pattern is None or re.fullmatch(self.pattern, number) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalIdentifier:
    """One identifier that the certified channel gives out; stored and printed under its `label`."""

    code: str
    label: str
    pattern: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FiscalChannel(Rule):
    """The certified channel that sales of some `types` must go through. The portal keeps its words, sends nothing."""

    name: str
    demanded_for: Demand
    types: tuple[str, ...]
    identifiers: tuple[FiscalIdentifier, ...]
    sentence: str

    def is_demanded(self, document_type: str, *, paid_in_cash: bool) -> bool:
        """Whether a document of this type has to go through the channel. Cards count as cash."""
        return document_type in self.types and (self.demanded_for is Demand.ALL or paid_in_cash)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxCurrency(Rule):
    """The currency in which the tax must be stated, too (BT-6, BT-111), where a document is in another one."""

    currency: str


_R = TypeVar("_R", bound=Rule)


def newest(rules: Iterable[_R], day: date) -> _R | None:
    """The rule in force on a day: that with the latest first day not after it."""
    return max((rule for rule in rules if rule.valid_from <= day), key=lambda rule: rule.valid_from, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Everything known of one country. `language` is the ISO 639 code of the national texts."""

    country: str
    language: str
    numbers: NumberRules
    requirements: tuple[Requirement, ...] = ()
    document_requirements: tuple[DocumentRequirement, ...] = ()
    taxes: tuple[TaxClass, ...] = ()
    legends: tuple[Legend, ...] = ()
    fiscal: tuple[FiscalChannel, ...] = ()
    tax_currency: tuple[TaxCurrency, ...] = ()

    def legend(self, situation: Situation, day: date) -> Legend | None:
        """The sentence for a situation on a day; None where the country prescribes none."""
        return newest((legend for legend in self.legends if legend.situation is situation), day)

    def fiscal_on(self, day: date) -> FiscalChannel | None:
        """The certified channel in force on a day; None in a country without one."""
        return newest(self.fiscal, day)

    def tax_currency_for(self, currency: str, day: date) -> str | None:
        """The currency to state the tax in besides the document's own; None when it is the same, or not known."""
        found = newest(self.tax_currency, day)
        return found.currency if found and found.currency != currency else None

    def rates_until(self, day: date) -> frozenset[Decimal]:
        """Every rate in per cent that the country has charged up to a day; empty where none is known."""
        return frozenset(rate.rate for known in self.taxes for rate in known.rates if rate.valid_from <= day)

    def required_of(
        self, document_type: str, categories: Iterable[str], gross: Decimal, day: date
    ) -> tuple[DocumentRequirement, ...]:
        """What a document of these tax categories and gross total (in the tax currency) must state."""
        present = frozenset(categories)
        return tuple(
            rule
            for rule in self.document_requirements
            if rule.valid_from <= day
            and (not rule.types or document_type in rule.types)
            and (not rule.categories or present.intersection(rule.categories))
            and (rule.above is None or abs(gross) > rule.above)
        )
