"""Why a token opens nothing, claim by claim, told to the firm that it is of and to nobody else. Nothing is used up."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime

from portal.database import Database, Visit
from portal.errors import Invalid, LinkMalformed, NotFound
from portal.identity import Scope, system
from portal.services.entry.link_lists import show_link
from portal.services.entry.token_checks import Check, Checking
from portal.services.firm.entities import enter_entity
from portal.services.firm.keys import offline_key
from portal.settings import Settings
from portal.tokens import Inspected, LinkClaims, LinkSealer, OfflineKey, Opened, beyond_key, from_payload

_CURE = "Sign for less, or with a key of other limits: portal key create NAME --kind lk."
_NOT_YOURS = (
    "It is not signed by any key of yours, in this environment and entity: it was signed with another key, changed on "
    "its way, or is of another account or of the other environment."
)


@dataclass(frozen=True, slots=True)
class Explained:
    """Whether a browser that showed the token now would be let in, and all that is looked at for it.

    `link_id` and `entity_id` only where the token is the asker's own.
    """

    opens: bool
    link_id: str | None
    entity_id: str | None
    checks: tuple[Check, ...]


def explain_token(
    visit: Visit, database: Database, sealer: LinkSealer, settings: Settings, token: str, origin: str | None = None
) -> Explained:
    """Look at a token, or at the address with one, as if it were opened now from a page of this origin.

    The asker sees what is of the visit's account, environment and, inside an entity, entity; whatever else was sealed
    by this portal is to it what a stranger's seal is. Writes nothing; the token stands in no log.
    """
    token = token.strip().rpartition("token=")[2].partition("&")[0]

    def own_key(key_id: str) -> OfflineKey | None:
        key = offline_key(database, key_id, visit.at, ended=True)
        return key if key and (key.account_id, key.environment) == _whose(visit.scope) else None

    try:
        found = sealer.inspect(token, own_key)
    except LinkMalformed as error:
        return _refused(Check("signature", False, f"{_NOT_YOURS} Exactly: {error}."))
    if not _is_own(visit.scope, found):
        # The words of a seal that does not match: which of the two it is, is another account's secret.
        return _refused(Check("signature", False, f"{_NOT_YOURS} Exactly: the signature does not match."))
    signed = Check("signature", True, "Signed by a key of yours." if found.key else "Sealed by the portal for you.")
    try:
        claims = from_payload(found.payload)
    except Invalid as error:
        return _refused(signed, Check("claims", False, f"{error}."))
    known = [signed, Check("claims", True, f"Version {claims.version}, audience {claims.audience}; each has its form.")]
    known += _limits(claims, found)
    with _entered(visit, database, claims) as inside:
        if inside is None:
            known.append(Check("entity", False, f"{claims.entity_id} is no entity of yours in this environment."))
        else:
            known.append(Check("entity", True, f"It opens {inside.entity.name} ({claims.entity_id})."))
            known += Checking(inside, database, settings, found, claims, origin).checks()
    opens = all(check.ok for check in known if check.name != "origin")
    return Explained(opens, claims.jti, claims.entity_id, tuple(known))


def glance_at(database: Database, opened: Opened, at: datetime) -> str:
    """Of a token that is true and within its time: `good`, `used` or `revoked`. Writes nothing."""
    with database.visit(system(opened.claims.scope), at=at) as visit:
        try:
            status = show_link(visit, opened.claims.jti).status_at(at)
        except NotFound:
            return "good"
    return "good" if status == "live" else status


def _refused(*checks: Check) -> Explained:
    return Explained(False, None, None, checks)


def _whose(scope: Scope) -> tuple[str, str]:
    return scope.account_id, scope.environment


def _is_own(scope: Scope, found: Inspected) -> bool:
    """Whether the asker may hear of it: a key of the account's own signed it, or the portal did for that account."""
    said = found.payload
    ours = found.key is not None or (said.get("acc"), said.get("env")) == _whose(scope)
    return ours and scope.entity_id in {None, said.get("ent")}


def _limits(claims: LinkClaims, found: Inspected) -> Iterator[Check]:
    broken = beyond_key(claims, found.key)
    if found.key is not None and not broken:
        yield Check("key_limits", True, "Within what the signing key may open.")
    for claim, sentence in broken.items():
        yield Check("key_limits", False, f"{claim}: {sentence}. {_CURE}")


@contextmanager
def _entered(visit: Visit, database: Database, claims: LinkClaims) -> Iterator[Visit | None]:
    """A visit of the asker's in the entity that the token names; None where that is no entity of the account's."""
    if (claims.account_id, claims.environment) != _whose(visit.scope):
        yield None
        return
    own = visit.scope.entity_id == claims.entity_id
    with ExitStack() as stack:
        try:
            entering = nullcontext(visit) if own else enter_entity(visit, database, claims.entity_id)
            inside = stack.enter_context(entering)
        except NotFound:
            inside = None
        yield inside
