"""What an entity has to state before the first document that counts, by its country's profile."""

from dataclasses import replace
from datetime import date

from portal.database import Visit
from portal.documents.countries import Missing, missing_before_issue, profile_of
from portal.models import Entity

MissingThing = Missing
# How the parts of an address are called where an entity is changed through the API.
_ASKED_AS = {
    "address.line1": "address",
    "address.line2": "address_2",
    "address.post_code": "post_code",
    "address.city": "city",
    "address.subdivision": "state",
}


def readiness(visit: Visit) -> tuple[MissingThing, ...]:
    """What is missing today: a code, the field as the API calls it, and a sentence each; empty when the entity may
    issue in live."""
    return missing_of(visit.entity, visit.today)


def missing_of(entity: Entity, day: date) -> tuple[MissingThing, ...]:
    """The same of a loaded entity, for the transaction that issues."""
    missing = missing_before_issue(
        _stated(entity), profile_of(entity.country), is_tax_subject=is_tax_subject(entity), day=day
    )
    return tuple(replace(each, field=_ASKED_AS.get(each.field, each.field)) for each in missing)


def is_tax_subject(entity: Entity) -> bool:
    """Whether the entity charges tax at all; it does unless its settings say that it does not."""
    return entity.settings.get("is_tax_subject") is not False


def _stated(entity: Entity) -> dict[str, object]:
    own = {name: getattr(entity, name) for name in ("name", "vat_id", "tax_number", "company_number", "legal_notes")}
    return own | {f"address.{name}": value for name, value in entity.address.items()}
