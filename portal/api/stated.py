"""A document by its figures, from the names of the API to those of the service."""

from decimal import Decimal

from portal.api.schemas.imports import ImportFields, StatedItem, StatedParty, StatedTax
from portal.einvoice import Address, Contact, Identifier, Line, Party, Period, Reference, TaxGroup
from portal.errors import Invalid
from portal.services.importing.imports import StatedDocument

_STANDARD = "S"


def stated_document(fields: ImportFields) -> StatedDocument:
    """What the fields say. Raises Invalid where a tax of nothing does not say why."""
    groups = tuple(_tax_group(place, tax) for place, tax in enumerate(fields.taxes))
    period = Period(fields.date_service, fields.date_service_to) if fields.date_service_to else None
    return StatedDocument(
        type=fields.type,
        number=fields.number,
        issue_date=fields.date,
        currency=fields.currency_code,
        seller=_party(fields.issuer),
        buyer=_party(fields.customer),
        net=fields.total,
        tax=sum((group.tax for group in groups), Decimal(0)) if fields.total_tax is None else fields.total_tax,
        gross=fields.total_with_tax,
        prepaid=fields.total_prepaid or Decimal(0),
        due=fields.total_due,
        tax_groups=groups,
        lines=tuple(_line(place, item) for place, item in enumerate(fields.items)),
        due_date=fields.date_due,
        supply_date=None if period else fields.date_service,
        period=period,
        note=fields.note,
        payment_terms=fields.payment_terms,
        payment_reference=fields.payment_reference,
        reference=fields.reference,
        originals=tuple(Reference(each.number, each.date) for each in fields.original_documents),
    )


def _tax_group(place: int, tax: StatedTax) -> TaxGroup:
    category = _category(f"taxes.{place}.category", tax.category, tax.rate)
    return TaxGroup(category, tax.rate, tax.base, tax.amount, reason=tax.reason)


def _line(place: int, item: StatedItem) -> Line:
    return Line(
        id=str(place + 1),
        net=item.total,
        name=item.name,
        description=item.description,
        quantity=item.quantity,
        unit=item.unit,
        net_price=item.price,
        category=_category(f"items.{place}.tax_category", item.tax_category, item.tax_rate),
        rate=item.tax_rate,
    )


def _category(field: str, stated: str | None, rate: Decimal | None) -> str:
    if stated is None and not rate:
        raise Invalid(f"{field}: is missing; where no VAT is due, say why: Z, E, AE, K, G or O")
    return stated or _STANDARD


def _party(stated: StatedParty | None) -> Party | None:
    if stated is None:
        return None
    vat_id, tax_number = stated.vat_id, stated.tax_number
    if vat_id is None and tax_number and tax_number[:2].isalpha():
        vat_id, tax_number = tax_number, None
    place = Address(
        line1=stated.address,
        line2=stated.address_2,
        city=stated.city,
        post_code=stated.post_code,
        subdivision=stated.state,
        country=stated.country_code,
    )
    reachable = stated.email or stated.phone
    return Party(
        name=stated.name,
        legal_id=Identifier(stated.company_number) if stated.company_number else None,
        vat_id=vat_id,
        tax_number=tax_number,
        address=None if place == Address() else place,
        contact=Contact(phone=stated.phone, email=stated.email) if reachable else None,
    )
