"""What an entity has not stated yet that its country asks for before the first document that counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.documents.countries.profile import Liability, Profile, Requirement


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing: a code for programs, the field to fill in (the first of several that would do), a sentence."""

    code: str
    field: str
    sentence: str


def missing_before_issue(
    stated: Mapping[str, object], profile: Profile, *, is_tax_subject: bool, day: date
) -> tuple[Missing, ...]:
    """What is still missing on a day. `stated` has the entity's values by the names of profiles, as `address.city`."""
    return tuple(
        Missing(rule.code, rule.fields[0], rule.sentence)
        for rule in profile.requirements
        if rule.valid_from <= day and _binds(rule, is_tax_subject) and not any(stated.get(name) for name in rule.fields)
    )


def _binds(rule: Requirement, is_tax_subject: bool) -> bool:
    match rule.binds:
        case Liability.ANYBODY:
            return True
        case Liability.TAX_SUBJECT:
            return is_tax_subject
        case Liability.NOT_TAX_SUBJECT:
            return not is_tax_subject
