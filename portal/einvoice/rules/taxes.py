"""What each VAT category asks for (BR-S-*, -Z-, -E-, -AE-, -IC-, -G-, -O-), made from one table of the categories."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from portal.einvoice.model import EInvoice, TaxGroup
from portal.einvoice.rules.rule import Topic, Violation, is_stated

OUTSIDE_SCOPE = "O"


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A category: the middle of its rules' ids, whether it has a rate above zero, and what must be known of whom.

    `needs_reason` is None where either is right.
    """

    letters: str
    taxed: bool = False
    needs_reason: bool = True
    seller_by_tax_number: bool = True
    buyer: str = ""


CATEGORIES: dict[str, Category] = {
    "S": Category(letters="S", taxed=True, needs_reason=False),
    "Z": Category(letters="Z", needs_reason=False),
    "E": Category(letters="E"),
    "AE": Category(letters="AE", buyer="vat or registration"),
    "K": Category(letters="IC", seller_by_tax_number=False, buyer="vat"),
    "G": Category(letters="G", seller_by_tax_number=False),
    "O": Category(letters="O"),
}


def wrong_taxes(invoice: EInvoice) -> Iterator[Violation]:
    """The breaches, category by category, in the order in which lines first name them."""
    used = [line.category or "" for line in invoice.lines]
    used += [entry.category or "" for entry in invoice.allowance_charges]
    stated = [group.category for group in invoice.tax_groups]
    for code in dict.fromkeys([*used, *stated]):
        if not code:
            continue
        known = CATEGORIES.get(code)
        if known is None:
            yield Violation("BR-CL-18", Topic.TAX, f"VAT category {code} is none of {', '.join(CATEGORIES)}.")
            continue
        yield from _of_category(invoice, code, known, is_used=code in used)
    yield from _intra_community(invoice, used)
    yield from _outside_scope({*used, *stated} - {""})


def _of_category(invoice: EInvoice, code: str, known: Category, *, is_used: bool) -> Iterator[Violation]:
    groups = [group for group in invoice.tax_groups if group.category == code]
    if is_used != bool(groups) or (not known.taxed and len(groups) > 1):
        yield _breach(known, "01", f"The VAT breakdown and the lines speak of category {code} both, and once.")
    yield from _parties(invoice, code, known)
    yield from _rates(invoice, code, known)
    for group in groups:
        yield from _group(group, code, known)


def _breach(known: Category, number: str, sentence: str, topic: Topic = Topic.TAX) -> Violation:
    return Violation(f"BR-{known.letters}-{number}", topic, sentence)


def _parties(invoice: EInvoice, code: str, known: Category) -> Iterator[Violation]:
    seller, buyer, agent = invoice.seller, invoice.buyer, invoice.tax_representative
    of_agent = agent.vat_id if agent else None
    if code == OUTSIDE_SCOPE:
        if is_stated(seller.vat_id, buyer.vat_id, of_agent):
            yield _breach(known, "02", "What is outside the scope of VAT is invoiced without VAT ids.", Topic.TAX)
        return
    tax_number = seller.tax_number if known.seller_by_tax_number else None
    if not is_stated(seller.vat_id, of_agent, tax_number):
        also = " or tax number" if known.seller_by_tax_number else ""
        yield _breach(known, "02", f"VAT category {code} needs the seller's VAT id{also}.", Topic.SELLER)
    if known.buyer == "vat" and not is_stated(buyer.vat_id):
        yield _breach(known, "02", f"VAT category {code} needs the customer's VAT id.", Topic.BUYER)
    if known.buyer == "vat or registration" and not is_stated(
        buyer.vat_id, buyer.legal_id.value if buyer.legal_id else None
    ):
        sentence = f"VAT category {code} needs the customer's VAT id or registration number."
        yield _breach(known, "02", sentence, Topic.BUYER)


def _rates(invoice: EInvoice, code: str, known: Category) -> Iterator[Violation]:
    lines = [line.rate for line in invoice.lines if line.category == code]
    extras = [entry.rate for entry in invoice.allowance_charges if entry.category == code]
    for number, rates in (("05", lines), ("06", extras)):
        if not all(_fits(rate, code, known) for rate in rates):
            yield _breach(known, number, _rate_sentence(code, known))


def _fits(rate: Decimal | None, code: str, known: Category) -> bool:
    if code == OUTSIDE_SCOPE:
        return rate is None
    return rate is not None and (rate > 0 if known.taxed else rate == 0)


def _rate_sentence(code: str, known: Category) -> str:
    if code == OUTSIDE_SCOPE:
        return "What is outside the scope of VAT has no VAT rate."
    return f"VAT category {code} has a rate {'above zero' if known.taxed else 'of zero'}."


def _group(group: TaxGroup, code: str, known: Category) -> Iterator[Violation]:
    # The breakdown may say zero of what is outside the scope (BR-48); XRechnung wants it to.
    if not _fits(group.rate, code, known) and not (code == OUTSIDE_SCOPE and group.rate == 0):
        yield _breach(known, "05", _rate_sentence(code, known))
    if not known.taxed and group.tax != 0:
        yield _breach(known, "09", f"VAT category {code} has no tax.")
    has_reason = is_stated(group.reason, group.reason_code)
    if has_reason is not known.needs_reason:
        needs = "states the reason why no tax is charged" if known.needs_reason else "states no reason for an exemption"
        yield _breach(known, "10", f"VAT category {code} {needs}.")


def _intra_community(invoice: EInvoice, used: list[str]) -> Iterator[Violation]:
    if "K" not in used:
        return
    if invoice.delivery_date is None and invoice.period is None:
        sentence = "An intra-Community supply states its day or period."
        yield Violation("BR-IC-11", Topic.DATES, sentence)
    place = invoice.delivery.address if invoice.delivery else None
    if place is None or not is_stated(place.country):
        yield Violation("BR-IC-12", Topic.BUYER, "An intra-Community supply states to which country the goods went.")


def _outside_scope(found: set[str]) -> Iterator[Violation]:
    if OUTSIDE_SCOPE in found and len(found) > 1:
        yield Violation("BR-O-11", Topic.TAX, "What is outside the scope of VAT has a document of its own.")
