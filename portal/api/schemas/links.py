"""Links, batches of them and tokens, as the API takes and gives them."""

from datetime import timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import Field, WrapValidator

from portal.api.schemas.base import Body, Instant, Line, ListQuery, Out
from portal.identity import Role
from portal.services.entry.links import IssuedLink
from portal.settings import Settings
from portal.tokens import Access

_ACCESS = Annotated[Access, Field(strict=False)]
_ROLE = Annotated[Role, Field(strict=False)]
LONGEST_ID = 250
Id = Annotated[str, Field(max_length=LONGEST_ID)]


class Opening(Body):
    """How a link opens, whomever it is for."""

    label: Annotated[Line, Field(max_length=120)] | None = None
    view: Annotated[str, Field(max_length=300)] | None = Field(None, description="Where to begin, as in `/documents/`.")
    locale: Annotated[str, Field(max_length=12)] | None = None
    return_to: Annotated[str, Field(max_length=300)] | None = Field(None, description="Of a registered origin.")
    recipient: Annotated[str, Field(max_length=254)] | None = Field(
        None, description="The e-mail address it is sent to; a mailed link lives longer."
    )
    require_code: bool = Field(
        False, description="Whether the first opening wants a code mailed to the recipient too; each later one does."
    )
    lifetime: int | None = Field(None, ge=1, le=86_400, description="Seconds; the account's own limits shorten it.")

    def opening(self) -> dict[str, Any]:
        """The same as the services have it."""
        given = {name: getattr(self, name) for name in Opening.model_fields}
        return given | {"lifetime": timedelta(seconds=self.lifetime) if self.lifetime else None}


class TokenIn(Opening):
    """A link for the entity's client, as its `client_access` has it."""

    user_id: Id | None = None


class LinkIn(Opening):
    """A link. The whole entity has to be asked for by name: leaving the user out never means it."""

    access: _ACCESS
    user_id: Id | None = None
    role: _ROLE | None = Field(None, description="Narrower than the user's own.")
    staff_id: Id | None = None
    max_claims: int | None = Field(
        None, ge=1, le=5, description="How many times it opens; once, and five times where it has a recipient."
    )


class BatchLinkIn(LinkIn):
    """One row of a batch. `reference` is your own name for it, once in a batch; it comes back with the outcome."""

    entity_id: Id | None = None
    reference: Annotated[str, Field(min_length=1, max_length=LONGEST_ID)] | None = None


# Described as what it should be, and left as it was sent: the view reads each row by itself.
_AS_IT_COMES = WrapValidator(lambda row, _read: row)


class BatchIn(Body):
    """Links to issue. Each row is read by itself, so that a bad one spoils none."""

    links: Annotated[
        list[Annotated[BatchLinkIn, _AS_IT_COMES]],
        Field(min_length=1, max_length=500, description="Rows as `POST /links` takes them, each with its `entity_id`."),
    ]


class TokenOut(Out):
    """A fresh link. `token` and `url` are shown this once."""

    token: str
    url: str
    expires_at: Instant
    link_id: str
    entity_id: str
    access: Access
    role: Role | None
    warnings: list[str]

    @classmethod
    def of_link(cls, link: IssuedLink, settings: Settings, warnings: list[str]) -> Self:
        """A link that was issued just now."""
        return cls(
            token=link.token,
            url=link.address(settings),
            expires_at=link.expires_at,
            link_id=link.id,
            entity_id=link.entity_id,
            access=link.access,
            role=link.role,
            warnings=warnings,
        )


class RefusalOut(Out):
    """Why a row got no link; the same as the error of a call."""

    code: str
    message: str
    cause: dict[str, Any] | None = None


class BatchRowOut(Out):
    """The outcome of one row: `link` when `ok`, else `error`."""

    index: int
    reference: str | None
    ok: bool
    link: TokenOut | None
    error: RefusalOut | None


class BatchOut(Out):
    """The outcomes, in the order of the rows."""

    data: list[BatchRowOut]
    issued: int
    refused: int


class LinkOut(Out):
    """A link; never its token."""

    id: str
    entity_id: str
    access: Access
    user_id: str | None
    staff_id: str | None
    role: Role | None
    name: str
    recipient: str | None
    status: Literal["live", "used", "expired", "revoked"]
    issued_by: str
    key_id: str | None
    offline: bool
    max_claims: int
    claims_left: int
    require_code: bool
    issued_at: Instant
    expires_at: Instant
    revoked_at: Instant | None


class ClaimOut(Out):
    """One opening of a link."""

    position: int
    claimed_at: Instant
    by_code: bool
    session_id: str
    address: str | None
    user_agent: str | None


class LinkQuery(ListQuery):
    """The list of links that still open something."""

    user_id: Id | None = None
    staff_id: Id | None = None
    key_id: Id | None = None


class EndIn(Body):
    """What to end: exactly one of these."""

    user_id: Id | None = None
    staff_id: Id | None = None
    key_id: Id | None = None
    all: Literal["entity", "account"] | None = None


class EndedOut(Out):
    """How many links and sessions were ended."""

    links: int
    sessions: int


class ExplainIn(Body):
    """A token that does not open, or the whole address with it."""

    token: Annotated[str, Field(min_length=1, max_length=4096, description="The token, or the address it stands in.")]
    origin: Annotated[str, Field(max_length=300)] | None = Field(
        None, description="Where the page is that frames it, to see whether it may."
    )


class CheckOut(Out):
    """One thing that is looked at when a link is opened."""

    name: Literal[
        "signature",
        "claims",
        "key_limits",
        "entity",
        "key",
        "age",
        "client_access",
        "user",
        "staff",
        "role",
        "return_to",
        "origin",
        "link",
        "claims_used",
    ]
    ok: bool
    words: str


class ExplainedOut(Out):
    """Whether the token would open now, and why not. Of a token that is not yours nothing is known."""

    opens: bool
    link_id: str | None
    entity_id: str | None
    checks: list[CheckOut]
