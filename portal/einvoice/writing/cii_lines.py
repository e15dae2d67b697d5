"""Lines, allowances, charges and periods as the Cross Industry Invoice writes them."""

from portal.einvoice.model import INVOICED_OBJECT, AllowanceCharge, Line, Period
from portal.einvoice.writing.cii_payment import day
from portal.einvoice.writing.parts import Content, Part, amount, number, part, truth

_VAT = "VAT"


def allowance_charge(entry: AllowanceCharge) -> Part | None:
    """`ram:SpecifiedTradeAllowanceCharge`; the tax category stands at document level only."""
    category = None
    if entry.category:
        category = part("ram:CategoryTradeTax", trade_tax(entry.category, number(entry.rate)))
    return part(
        "ram:SpecifiedTradeAllowanceCharge",
        part("ram:ChargeIndicator", part("udt:Indicator", truth(entry.is_charge))),
        part("ram:CalculationPercent", number(entry.percent)),
        part("ram:BasisAmount", amount(entry.base)),
        part("ram:ActualAmount", amount(entry.amount)),
        part("ram:ReasonCode", entry.reason_code),
        part("ram:Reason", entry.reason),
        category,
    )


def trade_tax(category: str | None, rate: str | None) -> Content:
    """What a tax of VAT says of itself."""
    return [
        part("ram:TypeCode", _VAT),
        part("ram:CategoryCode", category),
        part("ram:RateApplicablePercent", rate),
    ]


def period(span: Period | None) -> Part | None:
    """`ram:BillingSpecifiedPeriod`."""
    if span is None:
        return None
    return part("ram:BillingSpecifiedPeriod", day("ram:StartDateTime", span.start), day("ram:EndDateTime", span.end))


def line(entry: Line) -> Part | None:
    """`ram:IncludedSupplyChainTradeLineItem`."""
    return part(
        "ram:IncludedSupplyChainTradeLineItem",
        part(
            "ram:AssociatedDocumentLineDocument",
            part("ram:LineID", entry.id),
            part("ram:IncludedNote", part("ram:Content", entry.note)),
        ),
        _product(entry),
        _agreement(entry),
        part(
            "ram:SpecifiedLineTradeDelivery",
            part("ram:BilledQuantity", number(entry.quantity), unitCode=entry.unit),
        ),
        _settlement(entry),
    )


def _product(entry: Line) -> Part | None:
    standard = entry.standard_item_id
    return part(
        "ram:SpecifiedTradeProduct",
        None if standard is None else part("ram:GlobalID", standard.value, schemeID=standard.scheme),
        part("ram:SellerAssignedID", entry.seller_item_id),
        part("ram:BuyerAssignedID", entry.buyer_item_id),
        part("ram:Name", entry.name),
        part("ram:Description", entry.description),
        [
            part(
                "ram:ApplicableProductCharacteristic",
                part("ram:Description", each.name),
                part("ram:Value", each.value),
            )
            for each in entry.attributes
        ],
        [
            part(
                "ram:DesignatedProductClassification",
                part("ram:ClassCode", each.code, listID=each.list_id, listVersionID=each.list_version),
            )
            for each in entry.classifications
        ],
        part("ram:OriginTradeCountry", part("ram:ID", entry.origin_country)),
    )


def _agreement(entry: Line) -> Part | None:
    base = part("ram:BasisQuantity", number(entry.base_quantity), unitCode=entry.base_unit)
    gross = None
    if entry.gross_price is not None:
        gross = part(
            "ram:GrossPriceProductTradePrice",
            part("ram:ChargeAmount", number(entry.gross_price)),
            base,
            None if entry.price_discount is None else _discount(number(entry.price_discount)),
        )
    return part(
        "ram:SpecifiedLineTradeAgreement",
        part("ram:BuyerOrderReferencedDocument", part("ram:LineID", entry.order_line)),
        gross,
        None
        if entry.net_price is None
        else part("ram:NetPriceProductTradePrice", part("ram:ChargeAmount", number(entry.net_price)), base),
    )


def _discount(value: str | None) -> Part | None:
    return part(
        "ram:AppliedTradeAllowanceCharge",
        part("ram:ChargeIndicator", part("udt:Indicator", truth(False))),
        part("ram:ActualAmount", value),
    )


def _settlement(entry: Line) -> Part | None:
    return part(
        "ram:SpecifiedLineTradeSettlement",
        part("ram:ApplicableTradeTax", trade_tax(entry.category, number(entry.rate))) if entry.category else None,
        period(entry.period),
        [allowance_charge(each) for each in entry.allowance_charges],
        part("ram:SpecifiedTradeSettlementLineMonetarySummation", part("ram:LineTotalAmount", amount(entry.net))),
        _object(entry),
        part("ram:ReceivableSpecifiedTradeAccountingAccount", part("ram:ID", entry.accounting_reference)),
    )


def _object(entry: Line) -> Part | None:
    found = entry.object_id
    if found is None:
        return None
    return part(
        "ram:AdditionalReferencedDocument",
        part("ram:IssuerAssignedID", found.value),
        part("ram:TypeCode", INVOICED_OBJECT),
        part("ram:ReferenceTypeCode", found.scheme),
    )
