"""What a rule is, and what breaking one looks like."""

import enum
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from portal.einvoice.model import EInvoice


class Topic(enum.StrEnum):
    """What a breach is about, in the words of the page that tells of it."""

    SUMS = "sums"
    TAX = "tax"
    SELLER = "seller"
    BUYER = "buyer"
    LINES = "lines"
    DATES = "dates"
    PAYMENT = "payment"
    REFERENCES = "references"
    STRUCTURE = "structure"


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that an invoice breaks, and a sentence for a person; `rule` is the id in the rule set that it is from."""

    rule: str
    topic: Topic
    sentence: str


@dataclass(frozen=True, slots=True)
class Rule:
    """`holds` is true of an invoice that keeps it; `sentence` says what an invoice must be like."""

    id: str
    topic: Topic
    sentence: str
    holds: Callable[[EInvoice], bool]


def broken(rules: Sequence[Rule], invoice: EInvoice) -> Iterable[Violation]:
    """The rules that the invoice breaks, in their order."""
    return (Violation(rule.id, rule.topic, rule.sentence) for rule in rules if not rule.holds(invoice))


def is_stated(*texts: str | None) -> bool:
    """Whether one of them says anything."""
    return any(text and text.strip() for text in texts)
