"""Lines, allowances and charges as UBL 2.1 writes them."""

from portal.einvoice.model import INVOICED_OBJECT, AllowanceCharge, Attribute, Classification, Line, Period
from portal.einvoice.party import Identifier
from portal.einvoice.values import require, truth_of
from portal.einvoice.xml import Node


def read_allowance_charge(node: Node) -> AllowanceCharge:
    """A `cac:AllowanceCharge` of the document or of a line."""
    return AllowanceCharge(
        is_charge=truth_of(node.text("cbc:ChargeIndicator"), "cbc:ChargeIndicator"),
        amount=require(node.decimal("cbc:Amount"), "BT-92, BT-99, BT-136 or BT-141", "allowance or charge amount"),
        base=node.decimal("cbc:BaseAmount"),
        percent=node.decimal("cbc:MultiplierFactorNumeric"),
        reason=node.text("cbc:AllowanceChargeReason"),
        reason_code=node.text("cbc:AllowanceChargeReasonCode"),
        category=node.text("cac:TaxCategory/cbc:ID"),
        rate=node.decimal("cac:TaxCategory/cbc:Percent"),
    )


def read_period(node: Node | None) -> Period | None:
    """A `cac:InvoicePeriod`; None when it has neither end."""
    if node is None:
        return None
    period = Period(node.date("cbc:StartDate"), node.date("cbc:EndDate"))
    return None if period == Period(None, None) else period


def read_line(node: Node) -> Line:
    """A `cac:InvoiceLine` or `cac:CreditNoteLine`; lines below a line belong to an extension and are not read."""
    quantity = node.first("cbc:InvoicedQuantity", "cbc:CreditedQuantity")
    base = node.first("cac:Price/cbc:BaseQuantity")
    item = "cac:Item"
    return Line(
        id=node.text("cbc:ID") or "",
        net=require(node.decimal("cbc:LineExtensionAmount"), "BT-131", "line net amount"),
        name=node.text(f"{item}/cbc:Name"),
        description=node.text(f"{item}/cbc:Description"),
        quantity=node.decimal("cbc:InvoicedQuantity", "cbc:CreditedQuantity"),
        unit=None if quantity is None else quantity.attribute("unitCode"),
        net_price=node.decimal("cac:Price/cbc:PriceAmount"),
        gross_price=node.decimal("cac:Price/cac:AllowanceCharge/cbc:BaseAmount"),
        price_discount=node.decimal("cac:Price/cac:AllowanceCharge/cbc:Amount"),
        base_quantity=node.decimal("cac:Price/cbc:BaseQuantity"),
        base_unit=None if base is None else base.attribute("unitCode"),
        category=node.text(f"{item}/cac:ClassifiedTaxCategory/cbc:ID"),
        rate=node.decimal(f"{item}/cac:ClassifiedTaxCategory/cbc:Percent"),
        allowance_charges=tuple(read_allowance_charge(entry) for entry in node.all("cac:AllowanceCharge")),
        note=node.text("cbc:Note"),
        object_id=_object(node),
        order_line=node.text("cac:OrderLineReference/cbc:LineID"),
        accounting_reference=node.text("cbc:AccountingCost"),
        period=read_period(node.first("cac:InvoicePeriod")),
        seller_item_id=node.text(f"{item}/cac:SellersItemIdentification/cbc:ID"),
        buyer_item_id=node.text(f"{item}/cac:BuyersItemIdentification/cbc:ID"),
        standard_item_id=node.identifier(f"{item}/cac:StandardItemIdentification/cbc:ID"),
        classifications=_classifications(node),
        origin_country=node.text(f"{item}/cac:OriginCountry/cbc:IdentificationCode"),
        attributes=_attributes(node),
    )


def _object(node: Node) -> Identifier | None:
    """The invoiced object (BT-128); the sample files leave its type code out, so only another code excludes."""
    for document in node.all("cac:DocumentReference"):
        if document.text("cbc:DocumentTypeCode") in {None, INVOICED_OBJECT}:
            return document.identifier("cbc:ID")
    return None


def _classifications(node: Node) -> tuple[Classification, ...]:
    codes = node.all("cac:Item/cac:CommodityClassification/cbc:ItemClassificationCode")
    return tuple(
        Classification(value, code.attribute("listID"), code.attribute("listVersionID"))
        for code in codes
        if (value := code.value) is not None
    )


def _attributes(node: Node) -> tuple[Attribute, ...]:
    return tuple(
        Attribute(name, entry.text("cbc:Value") or "")
        for entry in node.all("cac:Item/cac:AdditionalItemProperty")
        if (name := entry.text("cbc:Name")) is not None
    )
