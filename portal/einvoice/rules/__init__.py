"""Our own rules, exact and in decimals: they come before any schema, because the official ones let errors pass."""

from portal.einvoice.model import EInvoice
from portal.einvoice.rules.networks import PEPPOL_RULES, XRECHNUNG_RULES
from portal.einvoice.rules.presence import PRESENCE
from portal.einvoice.rules.rule import Rule, Topic, Violation, broken
from portal.einvoice.rules.sums import wrong_sums
from portal.einvoice.rules.taxes import wrong_taxes
from portal.einvoice.writing.profiles import EN16931, PEPPOL, XRECHNUNG, Profile

__all__ = ["Rule", "Topic", "Violation", "violations"]

_OF_PROFILES: dict[Profile, tuple[Rule, ...]] = {EN16931: (), PEPPOL: PEPPOL_RULES, XRECHNUNG: XRECHNUNG_RULES}


def violations(invoice: EInvoice, profile: Profile = EN16931, *, tax_inside: bool = False) -> tuple[Violation, ...]:
    """Every rule that the invoice breaks under a profile: presence, VAT categories, arithmetic, then the network's own.

    Amounts must be right to the currency's last digit. `tax_inside` as in `rules.sums.wrong_sums`.
    """
    return (
        *broken(PRESENCE, invoice),
        *wrong_taxes(invoice),
        *wrong_sums(invoice, tax_inside=tax_inside),
        *broken(_OF_PROFILES[profile], invoice),
    )
