"""Many links at once: each row gets its own link or its own refusal, and none spoils another's."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TypeAlias

from portal.database import Database, Visit
from portal.errors import Invalid, MintRefused, NotFound, PortalError
from portal.services.entry.links import IssuedLink, Issuing, LinkRequest, refuse_beyond_asker
from portal.services.firm.entities import enter_entity
from portal.settings import Settings
from portal.tokens import LinkSealer

MOST_ROWS = 500
# A transaction holds up every other writer while it lasts.
AT_ONCE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRow:
    """One link that is wanted. `entity_id` may be left out inside an entity; `reference` is the caller's own name for
    the row, once in a batch."""

    wanted: LinkRequest
    entity_id: str | None = None
    reference: str | None = None


Row: TypeAlias = BatchRow | PortalError
"""A row, or what was wrong with it before it came here."""
Outcome: TypeAlias = IssuedLink | PortalError


def issue_batch(
    visit: Visit, database: Database, sealer: LinkSealer, settings: Settings, rows: Sequence[Row]
) -> tuple[Outcome, ...]:
    """An outcome for each row, in their order; the links of one entity are issued fifty in a transaction.

    Outside an entity each row names its own. Raises Invalid for more than 500 rows, or none.
    """
    if not 0 < len(rows) <= MOST_ROWS:
        raise Invalid(f"links: holds {len(rows)} rows; send 1 to {MOST_ROWS}")
    if visit.scope.entity_id is None:
        # Said before the links are written, each inside its entity: whoever repeats this call learns of it.
        with visit.write():
            pass
    outcomes: dict[int, Outcome] = {}
    for entity_id, chosen in _by_entity(visit, rows, outcomes).items():
        try:
            with _entered(visit, database, entity_id) as inside:
                outcomes |= _issue_all(inside, sealer, settings, chosen)
        except NotFound as error:
            outcomes |= dict.fromkeys(chosen, error)
    return tuple(outcomes[index] for index in range(len(rows)))


def _by_entity(visit: Visit, rows: Sequence[Row], outcomes: dict[int, Outcome]) -> Mapping[str, dict[int, LinkRequest]]:
    """The rows that can be tried, by entity; the others get their outcome here."""
    found: dict[str, dict[int, LinkRequest]] = defaultdict(dict)
    references: set[str] = set()
    for index, row in enumerate(rows):
        if isinstance(row, PortalError):
            outcomes[index] = row
            continue
        entity_id = row.entity_id or visit.scope.entity_id
        if entity_id is None:
            outcomes[index] = Invalid("entity_id: name the entity of each link", code="entity_required")
        elif row.reference in references:
            outcomes[index] = Invalid("reference: stands in an earlier row", code="reference_repeated")
        else:
            found[entity_id][index] = row.wanted
        if row.reference is not None:
            references.add(row.reference)
    return found


def _entered(visit: Visit, database: Database, entity_id: str) -> AbstractContextManager[Visit]:
    if visit.scope.entity_id == entity_id:
        return nullcontext(visit)
    if visit.scope.entity_id is not None:
        raise NotFound("no such entity in this account")
    return enter_entity(visit, database, entity_id)


def _issue_all(
    visit: Visit, sealer: LinkSealer, settings: Settings, chosen: Mapping[int, LinkRequest]
) -> dict[int, Outcome]:
    outcomes: dict[int, Outcome] = {}
    waiting = list(chosen.items())
    # Asked for once, before any transaction: it reads the account.
    _ = visit.permissions
    for start in range(0, len(waiting), AT_ONCE):
        with visit.write() as writing:
            issuing = Issuing(visit, writing, sealer, settings)
            for index, wanted in waiting[start : start + AT_ONCE]:
                try:
                    refuse_beyond_asker(visit, wanted)
                    outcomes[index] = issuing.issue(wanted)
                except (MintRefused, Invalid) as error:
                    outcomes[index] = error
    return outcomes
