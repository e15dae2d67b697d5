"""The parties of an e-SLOG 2.0 document (`G_SG2`)."""

from collections.abc import Iterator

from portal.einvoice.model import PaymentMeans
from portal.einvoice.party import Address, Contact, Identifier, Location, Party
from portal.einvoice.writing.parts import Content, Part, part

# UNTDID 3035: seller, buyer, payee, tax representative, place of delivery; the seller's bank.
SELLER, BUYER, PAYEE, TAX_REPRESENTATIVE, DELIVERY = "SE", "BY", "PE", "LC", "DP"
_BANK = "RB"
# UNTDID 1153 and ISO 6523: registration number, VAT id, tax number.
_REGISTRATION, _VAT, _TAX_NUMBER = "0199", "VA", "AHP"
_ADDRESS_CHARACTERS = 35
_MOST_ADDRESS_LINES = 4


def party(role: str, who: Party | None, *, means: PaymentMeans | None = None) -> Part | None:
    """A party in its role; the seller with the account to pay to."""
    if who is None:
        return None
    return part(
        "G_SG2",
        _name_and_address(role, who.name, who.trading_name, who.ids[0] if who.ids else None, who.address),
        _account(means),
        [
            part("G_SG3", part("S_RFF", part("C_C506", part("D_1153", code), part("D_1154", text))))
            for code, text in (
                (_REGISTRATION, who.legal_id.value if who.legal_id else None),
                (_VAT, who.vat_id),
                (_TAX_NUMBER, who.tax_number or who.vat_id),
            )
            if text
        ],
        _contact(role, who.contact),
    )


def delivery(place: Location | None) -> Part | None:
    """Where the goods went."""
    if place is None:
        return None
    return part("G_SG2", _name_and_address(DELIVERY, place.name, None, place.id, place.address))


def _name_and_address(
    role: str, name: str | None, trading_name: str | None, known: Identifier | None, place: Address | None
) -> Part | None:
    where = place or Address()
    identifier = None
    if known is not None:
        identifier = part("C_C082", part("D_3039", known.value), part("D_1131", known.scheme))
    return part(
        "S_NAD",
        part("D_3035", role),
        identifier,
        part("C_C080", part("D_3036", name), part("D_3036_2", trading_name)),
        part("C_C059", _numbered("D_3042", _address_lines(where))),
        part("D_3164", where.city),
        part("C_C819", part("D_3228", where.subdivision)),
        part("D_3251", where.post_code),
        part("D_3207", where.country),
    )


def _numbered(name: str, lines: Iterator[str]) -> Content:
    return [part(name if place == 1 else f"{name}_{place}", line) for place, line in enumerate(lines, start=1)]


def _address_lines(place: Address) -> Iterator[str]:
    """The lines of the address, broken between words where one is longer than the schema lets it be.

    What does not fit into its four lines is not cut: the schema then refuses it, and the page says so.
    """
    lines = [piece for line in (place.line1, place.line2, place.line3) if line for piece in _broken(line)]
    if len(lines) > _MOST_ADDRESS_LINES:
        lines[_MOST_ADDRESS_LINES - 1 :] = [" ".join(lines[_MOST_ADDRESS_LINES - 1 :])]
    yield from lines


def _broken(text: str) -> Iterator[str]:
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if line and len(longer) > _ADDRESS_CHARACTERS:
            yield line
            line = word
        else:
            line = longer
    if line:
        yield line


def _account(means: PaymentMeans | None) -> Part | None:
    if means is None or not means.account:
        return None
    return part(
        "S_FII",
        part("D_3035", _BANK),
        part("C_C078", part("D_3194", means.account), _numbered("D_3192", _broken(means.account_name or ""))),
        part("C_C088", part("D_3433", means.bic)),
    )


def _contact(role: str, contact: Contact | None) -> Part | None:
    if contact is None:
        return None
    reached = ((contact.phone, "TE"), (contact.email, "EM"))
    return part(
        "G_SG5",
        part("S_CTA", part("D_3139", "SU" if role == SELLER else "BU"), part("C_C056", part("D_3412", contact.name))),
        [part("S_COM", part("C_C076", part("D_3148", text), part("D_3155", code))) for text, code in reached if text],
    )
