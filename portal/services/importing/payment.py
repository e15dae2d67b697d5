"""How an imported document is to be paid: every stated means, and the one account that pages and paper show."""

import re

from portal.einvoice import EInvoice, PaymentMeans, to_json

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")


def payment_of(invoice: EInvoice) -> dict[str, object]:
    """`means` as stated, `terms`, and of the first account `iban` or `account`, `bic`, `account_name`, `reference`.

    `account` is a national account number, which is no IBAN; what is not stated is left out.
    """
    shown = next((means for means in invoice.payment_means if means.account), None)
    remittances = (means.remittance for means in invoice.payment_means if means.remittance)
    payment: dict[str, object | None] = {
        "means": [to_json(means) for means in invoice.payment_means] or None,
        "terms": invoice.payment_terms,
        "reference": next(remittances, None),
        **_account(shown),
    }
    return {name: term for name, term in payment.items() if term is not None}


def _account(means: PaymentMeans | None) -> dict[str, str | None]:
    if means is None or means.account is None:
        return {}
    compact = "".join(means.account.split()).upper()
    account = {"iban": compact} if _IBAN.fullmatch(compact) else {"account": means.account}
    return {**account, "bic": means.bic, "account_name": means.account_name}
