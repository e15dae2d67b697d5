"""A sample written as UBL 2.1."""

from base64 import b64encode
from decimal import Decimal
from xml.sax.saxutils import escape

from tests.einvoice.sample import Sample, SampleLine, part, tax_of

NAMES = "urn:oasis:names:specification:ubl:schema:xsd"


def write_ubl(root: str, sample: Sample) -> bytes:
    """The sample below the root `Invoice` or `CreditNote`."""
    opening = (
        f'<{root} xmlns="{NAMES}:{root}-2" xmlns:cac="{NAMES}:CommonAggregateComponents-2"'
        f' xmlns:cbc="{NAMES}:CommonBasicComponents-2">'
    )
    body = _Writer(root, sample).body()
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{opening}\n{body}\n</{root}>'.encode()


class _Writer:
    def __init__(self, root: str, sample: Sample) -> None:
        self.root = root
        self.sample = sample
        self.money = f' currencyID="{sample.currency}"'

    def cbc(self, name: str, text: str, attributes: str = "") -> str:
        return part(self.sample, f"cbc:{name}", escape(text), attributes)

    def cac(self, name: str, *parts: str) -> str:
        return part(self.sample, f"cac:{name}", "".join(parts))

    def body(self) -> str:
        sample = self.sample
        parts = (
            self.cbc("ID", sample.number),
            self.cbc("IssueDate", sample.issue_date),
            self.cbc("DueDate", sample.due_date) if self.root == "Invoice" else "",
            self.cbc(f"{self.root}TypeCode", sample.type_code),
            self.cbc("DocumentCurrencyCode", sample.currency),
            self.cbc("TaxCurrencyCode", sample.tax_currency),
            self.document(),
            self.party("AccountingSupplierParty", sample.seller_name, sample.seller_vat, sample.seller_country),
            self.party("AccountingCustomerParty", sample.buyer_name, sample.buyer_vat, sample.buyer_country),
            sample.extra,
            *(self.adjustment(is_charge, amount) for is_charge, amount in sample.adjustments()),
            *self.tax_totals(),
            self.totals(),
            *(self.line(position, item) for position, item in enumerate(sample.lines, 1)),
        )
        return "".join(parts)

    def document(self) -> str:
        if self.sample.attachment is None:
            return ""
        encoded = b64encode(self.sample.attachment).decode()
        binary = self.cbc("EmbeddedDocumentBinaryObject", encoded, ' mimeCode="text/csv" filename="hours.csv"')
        return self.cac("AdditionalDocumentReference", self.cbc("ID", "Hours"), self.cac("Attachment", binary))

    def party(self, name: str, title: str, vat: str, country: str) -> str:
        address = self.cac("PostalAddress", self.cac("Country", self.cbc("IdentificationCode", country)))
        scheme = self.cac("TaxScheme", self.cbc("ID", "VAT"))
        registration = self.cac("PartyTaxScheme", self.cbc("CompanyID", vat), scheme) if vat else ""
        legal = self.cac("PartyLegalEntity", self.cbc("RegistrationName", title))
        return self.cac(name, self.cac("Party", address, registration, legal))

    def category(self, name: str, code: str, rate: str | None) -> str:
        scheme = self.cac("TaxScheme", self.cbc("ID", "VAT"))
        return self.cac(name, self.cbc("ID", code), self.cbc("Percent", rate or ""), scheme)

    def adjustment(self, is_charge: bool, amount: Decimal) -> str:
        first = self.sample.lines[0]
        return self.cac(
            "AllowanceCharge",
            self.cbc("ChargeIndicator", self.sample.true_and_false[0 if is_charge else 1]),
            self.cbc("AllowanceChargeReason", "Agreed"),
            self.cbc("Amount", str(amount), self.money),
            self.category("TaxCategory", first.category, first.rate),
        )

    def tax_totals(self) -> tuple[str, str]:
        subtotals = (
            self.cac(
                "TaxSubtotal",
                self.cbc("TaxableAmount", str(base), self.money),
                self.cbc("TaxAmount", str(tax_of(base, rate)), self.money),
                self.category("TaxCategory", code, rate),
            )
            for (code, rate), base in self.sample.groups().items()
        )
        elsewhere = f' currencyID="{self.sample.tax_currency}"'
        second = self.cbc("TaxAmount", self.sample.tax_in_tax_currency, elsewhere)
        first = self.cbc("TaxAmount", self.sample.totals()["tax"], self.money)
        return self.cac("TaxTotal", second), self.cac("TaxTotal", first, *subtotals)

    def totals(self) -> str:
        totals = self.sample.totals()
        amounts = {
            "LineExtensionAmount": totals["lines"],
            "TaxExclusiveAmount": totals["net"],
            "TaxInclusiveAmount": totals["gross"],
            "AllowanceTotalAmount": totals["allowances"],
            "ChargeTotalAmount": totals["charges"],
            "PrepaidAmount": self.sample.prepaid,
            "PayableRoundingAmount": self.sample.rounding,
            "PayableAmount": totals["due"],
        }
        return self.cac("LegalMonetaryTotal", *(self.cbc(name, text, self.money) for name, text in amounts.items()))

    def line(self, position: int, item: SampleLine) -> str:
        quantity = "InvoicedQuantity" if self.root == "Invoice" else "CreditedQuantity"
        category = self.category("ClassifiedTaxCategory", item.category, item.rate)
        return self.cac(
            f"{self.root}Line",
            self.cbc("ID", str(position)),
            self.cbc(quantity, item.quantity, ' unitCode="C62"'),
            self.cbc("LineExtensionAmount", str(item.net), self.money),
            self.cac("Item", self.cbc("Name", item.name), category),
            self.cac("Price", self.cbc("PriceAmount", item.price, self.money)),
        )
