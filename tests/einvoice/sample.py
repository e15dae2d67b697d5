"""What a synthetic invoice states, independent of syntax; its sums add up unless a test says otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class SampleLine:
    """A line; `rate` None leaves the rate out, as category O must."""

    name: str = "Consulting"
    quantity: str = "2"
    price: str = "450.00"
    category: str = "S"
    rate: str | None = "22"

    @property
    def net(self) -> Decimal:
        return (Decimal(self.quantity) * Decimal(self.price)).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What a sample states. `stated` replaces computed totals by name (lines allowances charges net tax gross due)."""

    number: str = "2026-001"
    issue_date: str = "2026-10-05"
    due_date: str = "2026-11-04"
    type_code: str = "380"
    currency: str = "EUR"
    seller_name: str = "Studio Lipa d.o.o."
    seller_vat: str = "SI12345679"
    seller_country: str = "SI"
    buyer_name: str = "Kavarna Most s.p."
    buyer_vat: str = "SI98765434"
    buyer_country: str = "SI"
    lines: tuple[SampleLine, ...] = (SampleLine(),)
    allowance: str = ""
    charge: str = ""
    true_and_false: tuple[str, str] = ("true", "false")
    prepaid: str = "0"
    rounding: str = "0"
    tax_currency: str = ""
    tax_in_tax_currency: str = ""
    attachment: bytes | None = None
    stated: Mapping[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    extra: str = ""

    def adjustments(self) -> list[tuple[bool, Decimal]]:
        return [
            (is_charge, Decimal(amount))
            for is_charge, amount in ((False, self.allowance), (True, self.charge))
            if amount
        ]

    def groups(self) -> dict[tuple[str, str | None], Decimal]:
        bases: dict[tuple[str, str | None], Decimal] = {}
        for line in self.lines:
            key = (line.category, line.rate)
            bases[key] = bases.get(key, Decimal(0)) + line.net
        if self.lines:
            first = (self.lines[0].category, self.lines[0].rate)
            bases[first] += sum(amount if is_charge else -amount for is_charge, amount in self.adjustments())
        return bases

    def totals(self) -> dict[str, str]:
        lines = sum((line.net for line in self.lines), Decimal(0))
        allowances, charges = Decimal(self.allowance or 0), Decimal(self.charge or 0)
        net = lines - allowances + charges
        tax = sum((tax_of(base, rate) for (_, rate), base in self.groups().items()), Decimal(0))
        gross = net + tax
        due = gross - Decimal(self.prepaid or 0) + Decimal(self.rounding or 0)
        names = {"lines": lines, "allowances": allowances, "charges": charges, "net": net, "tax": tax, "gross": gross}
        return {name: str(amount) for name, amount in {**names, "due": due}.items()} | dict(self.stated)


def tax_of(base: Decimal, rate: str | None) -> Decimal:
    return (base * Decimal(rate or 0) / 100).quantize(CENT, ROUND_HALF_UP)


def part(sample: Sample, tag: str, content: str, attributes: str = "") -> str:
    """An element, or nothing when it would be empty or the test leaves it out."""
    if tag.partition(":")[2] in sample.without or not content:
        return ""
    return f"<{tag}{attributes}>{content}</{tag}>"
