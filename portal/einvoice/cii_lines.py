"""Lines, allowances and charges as the Cross Industry Invoice writes them."""

from portal.einvoice.model import INVOICED_OBJECT, AllowanceCharge, Attribute, Classification, Line, Period
from portal.einvoice.party import Identifier
from portal.einvoice.values import require, truth_of
from portal.einvoice.xml import Node

_AGREEMENT = "ram:SpecifiedLineTradeAgreement"
_NET_PRICE = f"{_AGREEMENT}/ram:NetPriceProductTradePrice"
_GROSS_PRICE = f"{_AGREEMENT}/ram:GrossPriceProductTradePrice"
_QUANTITY = "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity"
_SETTLEMENT = "ram:SpecifiedLineTradeSettlement"
_NET = f"{_SETTLEMENT}/ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount"
_PRODUCT = "ram:SpecifiedTradeProduct"


def read_allowance_charge(node: Node) -> AllowanceCharge:
    """A `ram:SpecifiedTradeAllowanceCharge` of the document or of a line."""
    indicator = node.text("ram:ChargeIndicator/udt:Indicator")
    return AllowanceCharge(
        is_charge=truth_of(indicator, "ram:ChargeIndicator"),
        amount=require(
            node.decimal("ram:ActualAmount"), "BT-92, BT-99, BT-136 or BT-141", "allowance or charge amount"
        ),
        base=node.decimal("ram:BasisAmount"),
        percent=node.decimal("ram:CalculationPercent"),
        reason=node.text("ram:Reason"),
        reason_code=node.text("ram:ReasonCode"),
        category=node.text("ram:CategoryTradeTax/ram:CategoryCode"),
        rate=node.decimal("ram:CategoryTradeTax/ram:RateApplicablePercent"),
    )


def read_period(node: Node | None) -> Period | None:
    """A `ram:BillingSpecifiedPeriod`; None when it has neither end."""
    if node is None:
        return None
    period = Period(node.date("ram:StartDateTime/udt:DateTimeString"), node.date("ram:EndDateTime/udt:DateTimeString"))
    return None if period == Period(None, None) else period


def read_line(node: Node) -> Line:
    """A `ram:IncludedSupplyChainTradeLineItem`."""
    quantity = node.first(_QUANTITY)
    base_paths = (f"{_NET_PRICE}/ram:BasisQuantity", f"{_GROSS_PRICE}/ram:BasisQuantity")
    base = node.first(*base_paths)
    return Line(
        id=node.text("ram:AssociatedDocumentLineDocument/ram:LineID") or "",
        net=require(node.decimal(_NET), "BT-131", "line net amount"),
        name=node.text(f"{_PRODUCT}/ram:Name"),
        description=node.text(f"{_PRODUCT}/ram:Description"),
        quantity=node.decimal(_QUANTITY),
        unit=None if quantity is None else quantity.attribute("unitCode"),
        net_price=node.decimal(f"{_NET_PRICE}/ram:ChargeAmount"),
        gross_price=node.decimal(f"{_GROSS_PRICE}/ram:ChargeAmount"),
        price_discount=node.decimal(f"{_GROSS_PRICE}/ram:AppliedTradeAllowanceCharge/ram:ActualAmount"),
        base_quantity=node.decimal(*base_paths),
        base_unit=None if base is None else base.attribute("unitCode"),
        category=node.text(f"{_SETTLEMENT}/ram:ApplicableTradeTax/ram:CategoryCode"),
        rate=node.decimal(f"{_SETTLEMENT}/ram:ApplicableTradeTax/ram:RateApplicablePercent"),
        allowance_charges=tuple(
            read_allowance_charge(entry) for entry in node.all(f"{_SETTLEMENT}/ram:SpecifiedTradeAllowanceCharge")
        ),
        note=node.text("ram:AssociatedDocumentLineDocument/ram:IncludedNote/ram:Content"),
        object_id=_object(node),
        order_line=node.text(f"{_AGREEMENT}/ram:BuyerOrderReferencedDocument/ram:LineID"),
        accounting_reference=node.text(f"{_SETTLEMENT}/ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID"),
        period=read_period(node.first(f"{_SETTLEMENT}/ram:BillingSpecifiedPeriod")),
        seller_item_id=node.text(f"{_PRODUCT}/ram:SellerAssignedID"),
        buyer_item_id=node.text(f"{_PRODUCT}/ram:BuyerAssignedID"),
        standard_item_id=node.identifier(f"{_PRODUCT}/ram:GlobalID"),
        classifications=_classifications(node),
        origin_country=node.text(f"{_PRODUCT}/ram:OriginTradeCountry/ram:ID"),
        attributes=_attributes(node),
    )


def referenced_object(node: Node) -> Identifier | None:
    """The invoiced object (BT-18, BT-128) of a referenced document; its scheme is a code of UNTDID 1153."""
    value = node.text("ram:IssuerAssignedID")
    return None if value is None else Identifier(value, node.text("ram:ReferenceTypeCode"))


def _object(node: Node) -> Identifier | None:
    for document in node.all(f"{_SETTLEMENT}/ram:AdditionalReferencedDocument"):
        if document.text("ram:TypeCode") in {None, INVOICED_OBJECT}:
            return referenced_object(document)
    return None


def _classifications(node: Node) -> tuple[Classification, ...]:
    codes = node.all(f"{_PRODUCT}/ram:DesignatedProductClassification/ram:ClassCode")
    return tuple(
        Classification(value, code.attribute("listID"), code.attribute("listVersionID"))
        for code in codes
        if (value := code.value) is not None
    )


def _attributes(node: Node) -> tuple[Attribute, ...]:
    return tuple(
        Attribute(name, entry.text("ram:Value") or "")
        for entry in node.all(f"{_PRODUCT}/ram:ApplicableProductCharacteristic")
        if (name := entry.text("ram:Description")) is not None
    )
