"""What both syntaxes leave out, and when they must not."""

from portal.einvoice.model import EInvoice


def other_currency(invoice: EInvoice) -> str | None:
    """The VAT accounting currency (BT-6); None where it is the document's own, which the standard does not repeat."""
    return None if invoice.tax_currency == invoice.currency else invoice.tax_currency


def kinds_of_extras(invoice: EInvoice) -> tuple[bool, bool]:
    """Whether the sum of allowances (BT-107) and that of charges (BT-108) are to be stated: also when they are zero,
    as long as there is something that they are the sum of (BR-CO-11, BR-CO-12)."""
    has_allowances = any(not entry.is_charge for entry in invoice.allowance_charges)
    has_charges = any(entry.is_charge for entry in invoice.allowance_charges)
    return has_allowances or bool(invoice.totals.allowances), has_charges or bool(invoice.totals.charges)
