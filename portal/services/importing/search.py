"""What an imported document is found by: its number, the other party, its amounts, and the text of its lines."""

from collections.abc import Iterator

from portal.einvoice import EInvoice, Party
from portal.formats import normalise, quantize

SEARCH_CHARACTERS = 20_000


def number_key_of(number: str) -> str:
    """A number as people type it from memory: letters and digits only, in small letters."""
    return "".join(filter(str.isalnum, number)).casefold()


def search_text_of(invoice: EInvoice, party: Party) -> str:
    """Normalised text (`portal.formats.normalise`) of at most 20,000 characters, what people search most in front.

    An amount stands in it twice: as `1234.56` and as `123456`, which any other way to write it comes down to.
    """
    parts = (invoice.number, number_key_of(invoice.number), *_names(party), *_amounts(invoice), *_lines(invoice))
    return normalise(" ".join(parts)[:SEARCH_CHARACTERS])[:SEARCH_CHARACTERS]


def _names(party: Party) -> Iterator[str]:
    yield party.name
    if party.trading_name:
        yield party.trading_name


def _amounts(invoice: EInvoice) -> Iterator[str]:
    totals = invoice.totals
    # A dict keeps the order, in which the total with VAT is first, and drops what repeats.
    for amount in dict.fromkeys((totals.gross, totals.net, totals.due)):
        plain = f"{quantize(abs(amount), invoice.currency):f}"
        yield plain
        yield plain.replace(".", "")


def _lines(invoice: EInvoice) -> Iterator[str]:
    for line in invoice.lines:
        yield from (text for text in (line.name, line.description) if text)
