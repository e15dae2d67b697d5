"""Which of the entity's taxes is meant, where it is not named by its id."""

from decimal import Decimal

from sqlalchemy import select

from portal.database import Visit
from portal.errors import Invalid
from portal.models import Tax
from portal.services.catalog.taxes import tax_view


def find_tax(visit: Visit, *, rate: Decimal | None, classification: str | None, field: str = "taxes[0]") -> str:
    """The id of the tax with this rate today and this classification, whichever are given; the default one first.

    Raises Invalid where there is none, and where nothing is given.
    """
    if rate is None and classification is None:
        raise Invalid(f"{field}: name a tax by tax_id, rate or classification")
    standing = select(Tax).where(Tax.deleted_at.is_(None)).order_by(Tax.is_default.desc(), Tax.created_at, Tax.id)
    today = visit.today
    for tax in map(tax_view, visit.session.scalars(standing)):
        if rate in (None, tax.rate_on(today)) and classification in (None, tax.classification):
            return tax.id
    raise Invalid(f"{field}: the entity has no such tax; make it first")
