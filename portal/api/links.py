"""Magic links: issued one by one or in batches, listed while they live, revoked, ended all at once."""

from typing import Any

from portal.api.errors import error_body
from portal.api.listed import wanted_of
from portal.api.route import Call, NoQuery, Noun, Reach, read_model
from portal.api.schemas.base import Body, Listed, page_of, whole_list
from portal.api.schemas.links import (
    LONGEST_ID,
    BatchIn,
    BatchLinkIn,
    BatchOut,
    BatchRowOut,
    ClaimOut,
    EndedOut,
    EndIn,
    ExplainedOut,
    ExplainIn,
    LinkIn,
    LinkOut,
    LinkQuery,
    RefusalOut,
    TokenOut,
)
from portal.database import Visit
from portal.errors import Invalid, NotAllowed, PortalError
from portal.policy import Permission
from portal.services.entry.api_keys import only_entity
from portal.services.entry.claim_lists import list_claims
from portal.services.entry.explaining import explain_token
from portal.services.entry.link_batches import BatchRow, Outcome, Row, issue_batch
from portal.services.entry.link_lists import Ended, LinkView, end_account_links, end_links, find_live_links, show_link
from portal.services.entry.links import LinkRequest, issue_link, revoke_link
from portal.services.entry.tokens import shortened
from portal.services.firm.entities import enter_entity
from portal.settings import Settings

noun = Noun("links", "Magic links: each opens one entity, for a user, for a member of staff, or as a whole by name.")
_WIDE: dict[str, Any] = {"reach": Reach.WIDE, "permission": Permission.MANAGE_ENTITY}
_THIS: dict[str, Any] = {"reach": Reach.THING, "permission": Permission.MANAGE_ENTITY}
_WHOSE = ("user_id", "staff_id", "key_id")


@noun.route("GET", "/links", **_WIDE, query=LinkQuery, answer=Listed[LinkOut])
def list_all(visit: Visit, call: Call[Body, LinkQuery]) -> Listed[LinkOut]:
    """List the links that still open something; one signed offline is known from when it is first opened."""
    whose = {name: getattr(call.query, name) for name in _WHOSE}
    found = find_live_links(visit, call.parts.ring, wanted_of(call.query), **whose)
    return page_of(found, [_shown(visit, link) for link in found.rows])


@noun.route("POST", "/links", reach=Reach.ENTITY, permission=Permission.MANAGE_ENTITY, body=LinkIn, answer=TokenOut)
def create(visit: Visit, call: Call[LinkIn, NoQuery]) -> TokenOut:
    """Issue a link. The whole entity has to be asked for by name: leaving the user out never means it."""
    wanted, parts = _request(call.body), call.parts
    link = issue_link(visit, parts.sealer, parts.settings, wanted)
    return TokenOut.of_link(link, parts.settings, shortened(visit.at, wanted.lifetime, link))


@noun.route("POST", "/links/batch", **_WIDE, body=BatchIn, answer=BatchOut, status=200)
def create_batch(visit: Visit, call: Call[BatchIn, NoQuery]) -> BatchOut:
    """Issue up to 500 links; each row gets its own link or its own refusal, and none spoils another's."""
    parts = call.parts
    read = [_read_row(row) for row in call.body.links]
    if visit.scope.entity_id is None:
        # Said here that the call takes effect: what it writes, it writes inside entities that its record is not in.
        with visit.write():
            pass
    outcomes = issue_batch(visit, parts.database, parts.sealer, parts.settings, read)
    names = map(_reference, call.body.links)
    rows = [_outcome(*each, parts.settings) for each in zip(range(len(read)), names, outcomes, strict=True)]
    issued = sum(row.ok for row in rows)
    return BatchOut(data=rows, issued=issued, refused=len(rows) - issued)


@noun.route("POST", "/links/end", **_WIDE, body=EndIn, answer=EndedOut, status=200)
def end(visit: Visit, call: Call[EndIn, NoQuery]) -> EndedOut:
    """End all live links and sessions of a user, a member of staff or a key, of the entity, or of the account."""
    asked = call.body.given()
    named = {name: value for name, value in asked.items() if value is not None}
    if len(named) != 1:
        raise Invalid("all: say what to end: one of user_id, staff_id, key_id, all")
    return EndedOut.of(_end(visit, call, named))


@noun.route("POST", "/links/explain", **_WIDE, body=ExplainIn, answer=ExplainedOut, status=200)
def explain(visit: Visit, call: Call[ExplainIn, NoQuery]) -> ExplainedOut:
    """Say claim by claim why a token opens nothing, or that it would; it is not used up by that."""
    parts, body = call.parts, call.body
    return ExplainedOut.of(explain_token(visit, parts.database, parts.sealer, parts.settings, body.token, body.origin))


@noun.route("GET", "/links/<link_id>", **_THIS, answer=LinkOut)
def show(visit: Visit, call: Call[Body, NoQuery]) -> LinkOut:
    """Show a link, live or not; never its token."""
    return _shown(visit, show_link(visit, call.path["link_id"]))


@noun.route("GET", "/links/<link_id>/claims", **_THIS, answer=Listed[ClaimOut])
def claims(visit: Visit, call: Call[Body, NoQuery]) -> Listed[ClaimOut]:
    """List a link's openings, the first one first: which were made with a code from the recipient's mailbox."""
    return whole_list([ClaimOut.of(claim) for claim in list_claims(visit, call.path["link_id"])])


@noun.route("DELETE", "/links/<link_id>", **_THIS)
def revoke(visit: Visit, call: Call[Body, NoQuery]) -> None:
    """Revoke a link; the sessions that it became end with their next request."""
    revoke_link(visit, call.path["link_id"])


def _end(visit: Visit, call: Call[EndIn, NoQuery], named: dict[str, str]) -> Ended:
    database, whole = call.parts.database, named.pop("all", None)
    if whole == "account" and visit.scope.entity_id is not None:
        raise NotAllowed("all of the account is ended with an sk_ key that names no entity")
    if whole == "entity" and visit.scope.entity_id is None:
        with enter_entity(visit, database, only_entity(database, visit.actor, visit.at)) as inside:
            return end_links(inside)
    return end_links(visit, **named) if visit.scope.entity_id else end_account_links(visit, database, **named)


def _read_row(row: object) -> Row:
    try:
        read = read_model(BatchLinkIn, row)
    except Invalid as error:
        return error
    return BatchRow(wanted=_request(read), entity_id=read.entity_id, reference=read.reference)


def _request(body: LinkIn) -> LinkRequest:
    return LinkRequest(
        access=body.access,
        user_id=body.user_id,
        role=body.role,
        staff_id=body.staff_id,
        max_claims=body.max_claims,
        **body.opening(),
    )


def _reference(row: object) -> str | None:
    """The caller's own name for a row, even where nothing else of it could be read."""
    named = row.get("reference") if isinstance(row, dict) else None
    return named if isinstance(named, str) and len(named) <= LONGEST_ID else None


def _outcome(index: int, reference: str | None, outcome: Outcome, settings: Settings) -> BatchRowOut:
    if isinstance(outcome, PortalError):
        _status, body = error_body(outcome)
        return BatchRowOut(index=index, reference=reference, ok=False, link=None, error=RefusalOut(**body))
    link = TokenOut.of_link(outcome, settings, [])
    return BatchRowOut(index=index, reference=reference, ok=True, link=link, error=None)


def _shown(visit: Visit, link: LinkView) -> LinkOut:
    fields = {name: getattr(link, name) for name in LinkView.__dataclass_fields__}
    return LinkOut.model_validate({**fields, "status": link.status_at(visit.at)})
