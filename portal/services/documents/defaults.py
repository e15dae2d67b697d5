"""What an entity's settings say about its documents, where a document does not say it itself."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from portal.documents.countries import NumberRules
from portal.documents.numbers import NumberFormat, read_format, read_start
from portal.documents.pricing import Mode
from portal.documents.types import KINDS, DocumentType
from portal.errors import Invalid
from portal.models import Entity
from portal.pdf import DEFAULT_DESIGN, Design

USUAL_DUE_DAYS = 15
_MOST_DAYS = 3650


def setting(entity: Entity, group: str, name: str) -> Any:
    """A setting of a group; taken, too, where it stands without its group."""
    settings: Mapping[str, Any] = entity.settings
    inside = settings.get(group)
    found = inside.get(name) if isinstance(inside, Mapping) else None
    return settings.get(name) if found is None else found


def usual_mode(entity: Entity) -> Mode:
    """How the entity calculates."""
    calculation = setting(entity, "tax", "calculation")
    stated = calculation.get("default_mode") if isinstance(calculation, Mapping) else None
    return Mode(stated) if stated in list(Mode) else Mode.NET


def usual_design(entity: Entity) -> Design:
    """The design that the entity chose for its paper (`settings.branding.template`)."""
    stated = setting(entity, "branding", "template")
    return Design(stated) if stated in list(Design) else DEFAULT_DESIGN


def usual_due_date(entity: Entity, kind: DocumentType, day: date) -> date | None:
    """By when a document of that day is to be paid; for an estimate, until when it stands."""
    if kind is DocumentType.ESTIMATE:
        return _days_after(day, setting(entity, "defaults", "default_estimate_valid_days"), None)
    if not KINDS[kind].has_due_date:
        return None
    return _days_after(day, setting(entity, "defaults", "default_invoice_due_days"), USUAL_DUE_DAYS)


def usual_text(entity: Entity, kind: DocumentType, name: str) -> str | None:
    """The entity's own `note` or `payment_terms` for documents of a type."""
    found = setting(entity, "defaults", f"default_{kind.value}_{name}")
    return found if isinstance(found, str) and found.strip() else None


def number_format(entity: Entity, kind: DocumentType, rules: NumberRules) -> NumberFormat:
    """How the entity numbers documents of a type: its own format, its country's, or the usual one. Raises Invalid."""
    formats = setting(entity, "numbering", "number_formats")
    own = formats.get(kind.value) if isinstance(formats, Mapping) else None
    if own is not None:
        return read_format(own, f"settings.numbering.number_formats.{kind.value}")
    if rules.default_format is not None and KINDS[kind].is_billed:
        return NumberFormat(rules.default_format)
    return NumberFormat(KINDS[kind].number_format)


def first_number(entity: Entity, kind: DocumentType) -> int:
    """Where a new series of a type begins. Raises Invalid."""
    starts = setting(entity, "numbering", "number_sequence_starts")
    own = starts.get(kind.value) if isinstance(starts, Mapping) else None
    return 1 if own is None else read_start(own, f"settings.numbering.number_sequence_starts.{kind.value}")


def check_numbering(settings: Mapping[str, Any]) -> None:
    """Raise Invalid for numbering that could not be used, where an entity's settings are changed."""
    numbering = settings.get("numbering")
    if numbering is None:
        return
    if not isinstance(numbering, Mapping):
        raise Invalid("settings.numbering: must be a mapping")
    for name, read in (("number_formats", read_format), ("number_sequence_starts", read_start)):
        stated = numbering.get(name)
        if stated is not None and not isinstance(stated, Mapping):
            raise Invalid(f"settings.numbering.{name}: must be a mapping of document types")
        for kind, value in (stated or {}).items():
            if kind not in list(DocumentType):
                raise Invalid(f"settings.numbering.{name}.{kind}: is none of {', '.join(DocumentType)}")
            read(value, f"settings.numbering.{name}.{kind}")


def _days_after(day: date, days: object, usual: int | None) -> date | None:
    if isinstance(days, bool) or not isinstance(days, int) or not 0 <= days <= _MOST_DAYS:
        days = usual
    return None if days is None else day + timedelta(days=days)
