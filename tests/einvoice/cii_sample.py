"""A sample written as UN/CEFACT CII D16B."""

from base64 import b64encode
from decimal import Decimal
from xml.sax.saxutils import escape

from tests.einvoice.sample import Sample, SampleLine, part, tax_of

NAMES = "urn:un:unece:uncefact:data:standard"


def write_cii(sample: Sample) -> bytes:
    """The sample as a `rsm:CrossIndustryInvoice`."""
    opening = (
        f'<rsm:CrossIndustryInvoice xmlns:rsm="{NAMES}:CrossIndustryInvoice:100"'
        f' xmlns:ram="{NAMES}:ReusableAggregateBusinessInformationEntity:100"'
        f' xmlns:udt="{NAMES}:UnqualifiedDataType:100" xmlns:qdt="{NAMES}:QualifiedDataType:100">'
    )
    body = _Writer(sample).body()
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{opening}\n{body}\n</rsm:CrossIndustryInvoice>'.encode()


class _Writer:
    def __init__(self, sample: Sample) -> None:
        self.sample = sample

    def ram(self, name: str, *parts: str, attributes: str = "") -> str:
        return part(self.sample, f"ram:{name}", "".join(parts), attributes)

    def body(self) -> str:
        sample = self.sample
        head = (
            self.ram("ID", escape(sample.number)),
            self.ram("TypeCode", sample.type_code),
            self.day("IssueDateTime", sample.issue_date),
        )
        trade = (
            *(self.line(position, item) for position, item in enumerate(sample.lines, 1)),
            self.agreement(),
            self.settlement(),
        )
        document = f"<rsm:ExchangedDocument>{''.join(head)}</rsm:ExchangedDocument>"
        return f"{document}\n<rsm:SupplyChainTradeTransaction>{''.join(trade)}</rsm:SupplyChainTradeTransaction>"

    def day(self, name: str, text: str) -> str:
        written = f'<udt:DateTimeString format="102">{text.replace("-", "")}</udt:DateTimeString>'
        return self.ram(name, written if text else "")

    def agreement(self) -> str:
        sample = self.sample
        return self.ram(
            "ApplicableHeaderTradeAgreement",
            self.party("SellerTradeParty", sample.seller_name, sample.seller_vat, sample.seller_country),
            self.party("BuyerTradeParty", sample.buyer_name, sample.buyer_vat, sample.buyer_country),
            self.document(),
        )

    def document(self) -> str:
        if self.sample.attachment is None:
            return ""
        encoded = b64encode(self.sample.attachment).decode()
        binary = self.ram("AttachmentBinaryObject", encoded, attributes=' mimeCode="text/csv" filename="hours.csv"')
        return self.ram(
            "AdditionalReferencedDocument",
            self.ram("IssuerAssignedID", "Hours"),
            self.ram("TypeCode", "916"),
            binary,
        )

    def party(self, name: str, title: str, vat: str, country: str) -> str:
        address = self.ram("PostalTradeAddress", self.ram("CountryID", country))
        registration = self.ram("SpecifiedTaxRegistration", self.ram("ID", vat, attributes=' schemeID="VA"'))
        return self.ram(name, self.ram("Name", escape(title)), address, registration)

    def tax(self, name: str, code: str, rate: str | None, *amounts: str) -> str:
        percent = self.ram("RateApplicablePercent", rate or "")
        return self.ram(name, *amounts, self.ram("TypeCode", "VAT"), self.ram("CategoryCode", code), percent)

    def adjustment(self, is_charge: bool, amount: Decimal) -> str:
        truth = self.sample.true_and_false[0 if is_charge else 1]
        first = self.sample.lines[0]
        return self.ram(
            "SpecifiedTradeAllowanceCharge",
            self.ram("ChargeIndicator", f"<udt:Indicator>{truth}</udt:Indicator>"),
            self.ram("ActualAmount", str(amount)),
            self.tax("CategoryTradeTax", first.category, first.rate),
        )

    def settlement(self) -> str:
        sample = self.sample
        groups = (
            self.tax(
                "ApplicableTradeTax",
                code,
                rate,
                self.ram("CalculatedAmount", str(tax_of(base, rate))),
                self.ram("BasisAmount", str(base)),
            )
            for (code, rate), base in sample.groups().items()
        )
        return self.ram(
            "ApplicableHeaderTradeSettlement",
            self.ram("TaxCurrencyCode", sample.tax_currency),
            self.ram("InvoiceCurrencyCode", sample.currency),
            sample.extra,
            *groups,
            *(self.adjustment(is_charge, amount) for is_charge, amount in sample.adjustments()),
            self.ram("SpecifiedTradePaymentTerms", self.day("DueDateDateTime", sample.due_date)),
            self.ram("SpecifiedTradeSettlementHeaderMonetarySummation", *self.totals()),
        )

    def totals(self) -> tuple[str, ...]:
        sample = self.sample
        totals = sample.totals()
        elsewhere = f' currencyID="{sample.tax_currency}"'
        here = f' currencyID="{sample.currency}"'
        return (
            self.ram("LineTotalAmount", totals["lines"]),
            self.ram("ChargeTotalAmount", totals["charges"]),
            self.ram("AllowanceTotalAmount", totals["allowances"]),
            self.ram("TaxBasisTotalAmount", totals["net"]),
            self.ram("TaxTotalAmount", sample.tax_in_tax_currency, attributes=elsewhere),
            self.ram("TaxTotalAmount", totals["tax"], attributes=here),
            self.ram("RoundingAmount", sample.rounding),
            self.ram("GrandTotalAmount", totals["gross"]),
            self.ram("TotalPrepaidAmount", sample.prepaid),
            self.ram("DuePayableAmount", totals["due"]),
        )

    def line(self, position: int, item: SampleLine) -> str:
        price = self.ram("NetPriceProductTradePrice", self.ram("ChargeAmount", item.price))
        summation = self.ram(
            "SpecifiedTradeSettlementLineMonetarySummation", self.ram("LineTotalAmount", str(item.net))
        )
        quantity = self.ram("BilledQuantity", item.quantity, attributes=' unitCode="C62"')
        tax = self.tax("ApplicableTradeTax", item.category, item.rate)
        return self.ram(
            "IncludedSupplyChainTradeLineItem",
            self.ram("AssociatedDocumentLineDocument", self.ram("LineID", str(position))),
            self.ram("SpecifiedTradeProduct", self.ram("Name", escape(item.name))),
            self.ram("SpecifiedLineTradeAgreement", price),
            self.ram("SpecifiedLineTradeDelivery", quantity),
            self.ram("SpecifiedLineTradeSettlement", tax, summation),
        )
