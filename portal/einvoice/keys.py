"""When two files are one document, and when two documents contradict each other: the two keys an import compares.

The seller is known by registered name and country, the only two marks that EN 16931 requires of every seller (BR-06,
BR-09). VAT ids do not serve: they are optional (category O has none), and the published samples contain one invoice
stated once with the VAT id DK16356706 and once with DK123456789MVA. Keys are compared inside one entity only, where
two sellers of one name and country, with the same number, date and totals, do not happen by chance.
"""

import json
import unicodedata
from decimal import Decimal
from hashlib import sha256

from portal.einvoice.model import EInvoice
from portal.einvoice.party import Party


def same_document_key(invoice: EInvoice) -> str:
    """Equal for files of one document: seller, type, number, date, currency, totals, count of lines; 64 hex digits."""
    totals = invoice.totals
    amounts = (totals.net, totals.tax, totals.gross, totals.prepaid, totals.rounding, totals.due)
    return _digest(
        "document",
        *_number_of(invoice),
        invoice.currency,
        *(_canonical(amount) for amount in amounts),
        str(len(invoice.lines)),
    )


def conflict_key(invoice: EInvoice) -> str:
    """Equal for documents of one seller, type, number, date; they contradict where `same_document_key` differs."""
    return _digest("conflict", *_number_of(invoice))


def _number_of(invoice: EInvoice) -> tuple[str, ...]:
    return (*_seller(invoice.seller), invoice.type_code, invoice.number, invoice.issue_date.isoformat())


def _seller(party: Party) -> tuple[str, str]:
    letters = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", party.name).upper()))
    country = "" if party.address is None else (party.address.country or "").upper()
    return letters or party.name, country


def _canonical(amount: Decimal) -> str:
    text = f"{amount:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if amount == 0 else text


def _digest(*parts: str) -> str:
    # JSON quotes its strings, so no number or name can shift a boundary between two parts.
    return sha256(json.dumps(parts, ensure_ascii=True).encode()).hexdigest()
