"""Tokens that open nothing, each for a cause of its own, and some that open; made in the small world."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from portal.errors import PortalError
from portal.identity import ClientAccess, Environment, Role, new_id, system
from portal.models import Entity
from portal.services.entry.browsers import Browser
from portal.services.entry.claims import claim_link
from portal.services.entry.links import LinkRequest, open_link, revoke_link
from portal.services.firm.keys import end_key
from portal.services.firm.origins import remove_origin
from portal.services.firm.staff import unassign_staff
from portal.services.firm.users import remove_user
from portal.tokens import Access, LinkClaims, parse_key, seal_offline
from portal.tokens.link_payload import to_payload
from portal.tokens.sealer import Sealer
from tests.links.world import FIRM, LONG_AGO, SmallWorld


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def claims(small: SmallWorld, **changed: Any) -> LinkClaims:
    said: dict[str, Any] = {
        "account_id": small.ids.ada,
        "environment": Environment.SANDBOX,
        "entity_id": small.ids.elm,
        "access": Access.USER,
        "user_id": small.ids.users[Role.ADMIN],
        "role": Role.EDITOR,
        "jti": new_id("lnk"),
        "issued_at": now(),
        "expires_at": now() + timedelta(seconds=300),
    }
    return LinkClaims(**(said | changed))


def sign(small: SmallWorld, **changed: Any) -> str:
    """A link of the firm's own making."""
    return seal_offline(claims(small, **changed), parse_key(small.ids.signing_key.text))


def opens(small: SmallWorld, token: str) -> bool:
    """What the door does with it. Takes a claim."""
    at = datetime.now(UTC)
    try:
        opened = open_link(small.database, small.sealer, small.settings, token, at)
        claim_link(
            small.database,
            small.settings,
            opened,
            Browser(framed=True, address=None, user_agent=None, parent_origin=None),
            at,
        )
    except PortalError:
        return False
    return True


def set_access(small: SmallWorld, access: ClientAccess) -> None:
    with small.database.visit(system(small.elm)) as visit, visit.write() as writing:
        writing.get_one(Entity, small.ids.elm).client_access = access.value


def ended_key(small: SmallWorld) -> str:
    token = sign(small)
    with small.database.visit(system(small.firm)) as visit:
        end_key(visit, small.ids.signing_key.id)
    return token


def ended_account_key(small: SmallWorld) -> str:
    wanted = LinkRequest(access=Access.USER, user_id=small.ids.users[Role.VIEWER])
    token = small.issue(wanted, by_key=True).token
    with small.database.visit(system(small.firm)) as visit:
        end_key(visit, small.ids.account_key.id)
    return token


def used(small: SmallWorld) -> str:
    token = small.issue_for(Role.VIEWER).token
    assert opens(small, token)
    return token


def revoked(small: SmallWorld) -> str:
    issued = small.issue_for(Role.VIEWER)
    with small.database.visit(system(small.elm)) as visit:
        revoke_link(visit, issued.id)
    return issued.token


def same_id(small: SmallWorld) -> str:
    jti = new_id("lnk")
    assert opens(small, sign(small, jti=jti, max_claims=2))
    return sign(small, jti=jti, role=Role.VIEWER)


def left(small: SmallWorld) -> str:
    token = sign(small, issued_at=now() - timedelta(seconds=20), expires_at=now() + timedelta(seconds=200))
    with small.database.visit(system(small.elm)) as visit:
        remove_user(visit, small.ids.users[Role.ADMIN])
    return token


def off_duty(small: SmallWorld) -> str:
    token = small.issue(LinkRequest(access=Access.STAFF, staff_id=small.ids.staff)).token
    with small.database.visit(system(small.elm)) as visit:
        unassign_staff(visit, small.ids.staff)
    return token


def no_access(small: SmallWorld) -> str:
    set_access(small, ClientAccess.NONE)
    return sign(small)


def as_a_whole(small: SmallWorld) -> str:
    set_access(small, ClientAccess.ENTITY)
    return sign(small)


def left_home(small: SmallWorld) -> str:
    token = sign(small, return_to=f"{FIRM}/home")
    with small.database.visit(system(small.firm)) as visit:
        remove_origin(visit, FIRM)
    return token


def shortened(small: SmallWorld) -> str:
    small.limit(link_max_seconds=10)
    return sign(small, issued_at=now() - timedelta(seconds=20), expires_at=now() + timedelta(seconds=200))


def sealed_by_us(small: SmallWorld, **said: Any) -> str:
    return Sealer(small.ring, "link").seal({**to_payload(claims(small)), **said})


WAIT = timedelta(seconds=75)
CAUSES: dict[str, tuple[Callable[[SmallWorld], str], list[str], str]] = {
    "fine": (sign, [], ""),
    "fine and ours": (lambda small: small.issue_full().token, [], ""),
    "fine and behind": (lambda small: sign(small, issued_at=now() + timedelta(seconds=40)), [], "ahead by"),
    "fine and twice": (lambda small: sign(small, max_claims=2), [], ""),
    "more role than held": (lambda small: sign(small, user_id=small.ids.users[Role.VIEWER]), [], "gives viewer"),
    "ended key": (ended_key, ["key"], "which has ended"),
    "ended account key": (ended_account_key, ["key"], "which has ended"),
    "above the key": (
        lambda small: sign(small, role=Role.ADMIN, expires_at=now() + timedelta(hours=3)),
        ["key_limits", "key_limits"],
        "role: the link gives the role admin, and the signing key at most editor. Sign for less",
    ),
    "before the key": (
        lambda small: sign(small, issued_at=LONG_AGO - WAIT, expires_at=LONG_AGO),
        ["key_limits", "age"],
        "iat: the link was issued before",
    ),
    "audience": (lambda small: sealed_by_us(small, aud="shop"), ["claims"], "claim aud names another audience"),
    "version": (lambda small: sealed_by_us(small, v=2), ["claims"], "claim v is not"),
    "widened": (lambda small: sealed_by_us(small, access="full_entity"), ["claims"], "do not fit access full_entity"),
    "unknown claim": (lambda small: sealed_by_us(small, foo=1), ["claims"], "unknown claim"),
    "no such entity": (lambda small: sign(small, entity_id=new_id("ent")), ["entity"], "no entity of yours"),
    "another's entity": (lambda small: sign(small, entity_id=small.ids.oak_entity), ["entity"], "no entity of yours"),
    "live entity": (lambda small: sign(small, entity_id=small.ids.live_elm), ["entity"], "no entity of yours"),
    "over": (
        lambda small: sign(small, issued_at=now() - 2 * WAIT, expires_at=now() - WAIT),
        ["age"],
        "it lives for 75 s, and that is over since 7",
    ),
    "future": (
        lambda small: sign(small, issued_at=now() + WAIT, expires_at=now() + 2 * WAIT),
        ["age"],
        "allowed are 60 s. Set the clock of the machine that signs",
    ),
    "shortened by the account": (shortened, ["age"], "Longer than 10 s none lives here"),
    "no access": (no_access, ["client_access"], "client_access is none"),
    "as a whole": (as_a_whole, ["client_access"], "client_access is entity, and the link is for user"),
    "no member": (left, ["user", "link"], "is no member"),
    "staff elsewhere": (off_duty, ["staff", "link"], "is not assigned"),
    "return": (left_home, ["return_to"], "not registered for returns"),
    "revoked": (revoked, ["link"], "was revoked 2"),
    "same id": (same_id, ["link"], "Another token has its id"),
    "row missing": (sealed_by_us, ["link"], "row is missing"),
    "used": (used, ["claims_used"], "opened 1 of 1 times"),
}
