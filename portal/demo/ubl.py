"""A supplier's invoice as it would have come: UBL 2.1 text (EN 16931) written from the rows of the document."""

from decimal import Decimal
from xml.sax.saxutils import escape

from portal.demo.paper import Paper, Position
from portal.documents.totals import DocumentSums
from portal.einvoice import Party, party_from_json
from portal.models import Document

_NAMES = "urn:oasis:names:specification:ubl:schema:xsd"
_OPENING = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<Invoice xmlns="{_NAMES}:Invoice-2" xmlns:cac="{_NAMES}:CommonAggregateComponents-2" '
    f'xmlns:cbc="{_NAMES}:CommonBasicComponents-2">\n'
)


def write_ubl(document: Document, paper: Paper, sums: DocumentSums) -> bytes:
    """The invoice in UTF-8, with the totals that the rows state."""
    money = _Money(document.currency)
    parts = [
        _cbc("CustomizationID", "urn:cen.eu:en16931:2017"),
        _cbc("ID", str(document.number)),
        _cbc("IssueDate", document.issue_date.isoformat()),
        _cbc("DueDate", document.due_date.isoformat()) if document.due_date else "",
        _cbc("InvoiceTypeCode", document.type_code),
        *(_cbc("Note", note["text"]) for note in document.notes),
        _cbc("DocumentCurrencyCode", document.currency),
        _cac("AccountingSupplierParty", _party(party_from_json(document.seller))),
        _cac("AccountingCustomerParty", _party(party_from_json(document.buyer))),
        _payment(document),
        _taxes(paper, sums, money),
        _totals(sums, money),
        *(
            _line(number, *pair, money)
            for number, pair in enumerate(zip(paper.positions, sums.line_nets, strict=True), 1)
        ),
    ]
    return (_OPENING + "\n".join(filter(None, parts)) + "\n</Invoice>\n").encode()


class _Money:
    """Amounts of one currency as elements."""

    def __init__(self, currency: str) -> None:
        self._attribute = f' currencyID="{currency}"'

    def element(self, name: str, amount: Decimal) -> str:
        return _cbc(name, f"{amount:f}", self._attribute)


def _cbc(name: str, text: str, attributes: str = "") -> str:
    return f"<cbc:{name}{attributes}>{escape(text)}</cbc:{name}>"


def _cac(name: str, *parts: str) -> str:
    return f"<cac:{name}>{''.join(parts)}</cac:{name}>"


def _party(party: Party) -> str:
    place = party.address
    address = ""
    if place is not None:
        address = _cac(
            "PostalAddress",
            _cbc("StreetName", place.line1) if place.line1 else "",
            _cbc("CityName", place.city) if place.city else "",
            _cbc("PostalZone", place.post_code) if place.post_code else "",
            _cac("Country", _cbc("IdentificationCode", place.country or "SI")),
        )
    vat = _cac("PartyTaxScheme", _cbc("CompanyID", party.vat_id), _scheme()) if party.vat_id else ""
    return _cac("Party", address, vat, _cac("PartyLegalEntity", _cbc("RegistrationName", party.name)))


def _scheme() -> str:
    return _cac("TaxScheme", _cbc("ID", "VAT"))


def _payment(document: Document) -> str:
    payment = document.payment
    account = _cac(
        "PayeeFinancialAccount",
        _cbc("ID", payment["iban"]),
        _cbc("Name", payment["account_name"]),
        _cac("FinancialInstitutionBranch", _cbc("ID", payment["bic"])),
    )
    return _cac("PaymentMeans", _cbc("PaymentMeansCode", "58"), _cbc("PaymentID", payment["reference"]), account)


def _category(tag: str, category: str, rate: Decimal | None, reason: tuple[str, str] | None = None) -> str:
    grounds = (_cbc("TaxExemptionReasonCode", reason[1]), _cbc("TaxExemptionReason", reason[0])) if reason else ()
    percent = _cbc("Percent", f"{rate:f}") if rate is not None else ""
    return _cac(tag, _cbc("ID", category), percent, *grounds, _scheme())


def _taxes(paper: Paper, sums: DocumentSums, money: _Money) -> str:
    groups = (
        _cac(
            "TaxSubtotal",
            money.element("TaxableAmount", group.base),
            money.element("TaxAmount", group.tax),
            _category("TaxCategory", group.category, group.rate, paper.reasons.get(group.category)),
        )
        for group in sums.taxes
    )
    return _cac("TaxTotal", money.element("TaxAmount", sums.tax), *groups)


def _totals(sums: DocumentSums, money: _Money) -> str:
    return _cac(
        "LegalMonetaryTotal",
        money.element("LineExtensionAmount", sums.lines),
        money.element("TaxExclusiveAmount", sums.net),
        money.element("TaxInclusiveAmount", sums.gross),
        money.element("PayableAmount", sums.due),
    )


def _line(number: int, position: Position, net: Decimal, money: _Money) -> str:
    return _cac(
        "InvoiceLine",
        _cbc("ID", str(number)),
        _cbc("InvoicedQuantity", f"{position.quantity:f}", f' unitCode="{position.unit}"'),
        money.element("LineExtensionAmount", net),
        _cac(
            "Item",
            _cbc("Description", position.description) if position.description else "",
            _cbc("Name", position.name),
            _category("ClassifiedTaxCategory", position.category, position.rate),
        ),
        _cac("Price", money.element("PriceAmount", position.price)),
    )
