"""Lines, allowances, charges and tax categories as UBL 2.1 writes them."""

from portal.einvoice.model import INVOICED_OBJECT, AllowanceCharge, Line, Period
from portal.einvoice.writing.parts import Content, Part, amount, iso, number, part, truth
from portal.einvoice.writing.ubl_party import identifier


def allowance_charge(entry: AllowanceCharge, currency: str) -> Part | None:
    """`cac:AllowanceCharge`; the tax category stands at document level only."""
    return part(
        "cac:AllowanceCharge",
        part("cbc:ChargeIndicator", truth(entry.is_charge)),
        part("cbc:AllowanceChargeReasonCode", entry.reason_code),
        part("cbc:AllowanceChargeReason", entry.reason),
        part("cbc:MultiplierFactorNumeric", number(entry.percent)),
        part("cbc:Amount", amount(entry.amount), currencyID=currency),
        part("cbc:BaseAmount", amount(entry.base), currencyID=currency),
        tax_category("cac:TaxCategory", entry.category, number(entry.rate)),
    )


def tax_category(name: str, category: str | None, rate: str | None, *reasons: Content) -> Part | None:
    """A tax category of VAT."""
    if not category:
        return None
    return part(
        name,
        part("cbc:ID", category),
        part("cbc:Percent", rate),
        reasons,
        part("cac:TaxScheme", part("cbc:ID", "VAT")),
    )


def period(span: Period | None, tax_point_code: str | None = None) -> Part | None:
    """`cac:InvoicePeriod`, which also has the code of the VAT point date (BT-8)."""
    stated = span or Period(None, None)
    return part(
        "cac:InvoicePeriod",
        part("cbc:StartDate", iso(stated.start)),
        part("cbc:EndDate", iso(stated.end)),
        part("cbc:DescriptionCode", tax_point_code),
    )


def line(entry: Line, currency: str, *, credited: bool) -> Part | None:
    """`cac:InvoiceLine`, or `cac:CreditNoteLine` of a credit note."""
    return part(
        "cac:CreditNoteLine" if credited else "cac:InvoiceLine",
        part("cbc:ID", entry.id),
        part("cbc:Note", entry.note),
        part(
            "cbc:CreditedQuantity" if credited else "cbc:InvoicedQuantity",
            number(entry.quantity),
            unitCode=entry.unit,
        ),
        part("cbc:LineExtensionAmount", amount(entry.net), currencyID=currency),
        part("cbc:AccountingCost", entry.accounting_reference),
        period(entry.period),
        part("cac:OrderLineReference", part("cbc:LineID", entry.order_line)),
        _object(entry),
        [allowance_charge(each, currency) for each in entry.allowance_charges],
        _item(entry),
        _price(entry, currency),
    )


def _object(entry: Line) -> Part | None:
    if entry.object_id is None:
        return None
    return part(
        "cac:DocumentReference",
        identifier("cbc:ID", entry.object_id),
        part("cbc:DocumentTypeCode", INVOICED_OBJECT),
    )


def _item(entry: Line) -> Part | None:
    return part(
        "cac:Item",
        part("cbc:Description", entry.description),
        part("cbc:Name", entry.name),
        part("cac:BuyersItemIdentification", part("cbc:ID", entry.buyer_item_id)),
        part("cac:SellersItemIdentification", part("cbc:ID", entry.seller_item_id)),
        part("cac:StandardItemIdentification", identifier("cbc:ID", entry.standard_item_id)),
        part("cac:OriginCountry", part("cbc:IdentificationCode", entry.origin_country)),
        [
            part(
                "cac:CommodityClassification",
                part("cbc:ItemClassificationCode", each.code, listID=each.list_id, listVersionID=each.list_version),
            )
            for each in entry.classifications
        ],
        tax_category("cac:ClassifiedTaxCategory", entry.category, number(entry.rate)),
        [
            part("cac:AdditionalItemProperty", part("cbc:Name", each.name), part("cbc:Value", each.value))
            for each in entry.attributes
        ],
    )


def _price(entry: Line, currency: str) -> Part | None:
    if entry.net_price is None:
        return None
    discount = None
    if entry.price_discount is not None:
        discount = part(
            "cac:AllowanceCharge",
            part("cbc:ChargeIndicator", truth(False)),
            part("cbc:Amount", number(entry.price_discount), currencyID=currency),
            part("cbc:BaseAmount", number(entry.gross_price), currencyID=currency),
        )
    return part(
        "cac:Price",
        part("cbc:PriceAmount", number(entry.net_price), currencyID=currency),
        part("cbc:BaseQuantity", number(entry.base_quantity), unitCode=entry.base_unit),
        discount,
    )
