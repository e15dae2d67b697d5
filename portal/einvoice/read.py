"""The way in: bytes of unknown origin to an `EInvoice`, or a refusal in plain words."""

from portal.einvoice.cii import read_cii
from portal.einvoice.model import EInvoice
from portal.einvoice.ubl import read_ubl
from portal.einvoice.xml import read_root, unknown_root

DEFAULT_LIMIT = 10_000_000


def read_einvoice(data: bytes, *, max_bytes: int = DEFAULT_LIMIT) -> EInvoice:
    """The invoice in the bytes, as stated: nothing is computed, corrected, fetched or expanded.

    Raises EInvoiceRefused, and nothing else whatever the bytes, when they are empty, more than `max_bytes`, not
    well-formed XML, carry a DOCTYPE, are neither UBL nor CII, lack what every invoice has (number BT-1, date BT-2,
    type BT-3, currency BT-5, seller BG-4, buyer BG-7, totals BG-22, a line BG-25), or hold an amount or date that
    cannot be read. Sums that do not add up are no reason to refuse: see `findings`.
    """
    root = read_root(data, max_bytes)
    match root.name:
        case "inv:Invoice" | "cn:CreditNote":
            return read_ubl(root)
        case "rsm:CrossIndustryInvoice":
            return read_cii(root)
        case _:
            raise unknown_root(root)
