"""What a magic link says: whose it is, what it opens, as whom, and until when."""

import enum
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.identity import Environment, Role, Scope
from portal.tokens.fields import id_pattern, refuse_unless, refuse_unlike, refuse_unsteady

VERSION = 1
AUDIENCE = "portal"
MOST_CLAIMS = 5

_ACCOUNT, _ENTITY, _USER, _STAFF, _LINK = (id_pattern(prefix) for prefix in ("acc", "ent", "usr", "stf", "lnk"))
# Escapes of dot, slash, backslash and control characters could climb out of the portal once something decodes them.
_VIEW = re.compile(r"/(?:[a-z0-9/_.?=&-]|%(?!2[ef]|5c|7f)[2-9a-f][0-9a-f])*")
_LOCALE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,2}")
_RECIPIENT = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_URL_TAIL = r"(?::[0-9]{1,5})?(?:[/?#][!#-;=?-\[\]^-~]*)?"
_HTTPS = re.compile(rf"https://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?{_URL_TAIL}")
_LOOPBACK = re.compile(rf"http://(?:(?:[a-z0-9-]+\.)*localhost|127\.0\.0\.1|\[::1\]){_URL_TAIL}")


class Access(enum.StrEnum):
    """As what a link lets its bearer in."""

    FULL_ENTITY = "full_entity"
    USER = "user"
    STAFF = "staff"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkClaims:
    """The content of one link. A value that exists is valid; Invalid, naming the claim, is raised for any other.

    Instants are UTC at whole seconds. `full_entity` has neither user, role nor staff member; `user` has exactly a
    user and a role; `staff` exactly a staff member: leaving one out never opens more. `view` is a path inside the
    portal, `return_to` an https address (http on a loopback name in the sandbox).
    """

    account_id: str
    environment: Environment
    entity_id: str
    access: Access
    jti: str
    issued_at: datetime
    expires_at: datetime
    user_id: str | None = None
    role: Role | None = None
    staff_id: str | None = None
    view: str | None = None
    locale: str | None = None
    recipient: str | None = None
    return_to: str | None = None
    max_claims: int = 1
    require_code: bool = False
    """Whether each claim wants a code that is mailed to the recipient."""
    version: int = VERSION
    audience: str = AUDIENCE

    def __post_init__(self) -> None:
        refuse_unless(self.version == VERSION, "claim v is not a version we know")
        refuse_unless(self.audience == AUDIENCE, "claim aud names another audience")
        refuse_unlike(_ACCOUNT, self.account_id, "claim acc")
        refuse_unlike(_ENTITY, self.entity_id, "claim ent")
        refuse_unlike(_LINK, self.jti, "claim jti")
        self._refuse_widened_access()
        refuse_unsteady(self.issued_at, "claim iat")
        refuse_unsteady(self.expires_at, "claim exp")
        refuse_unless(self.expires_at > self.issued_at, "claim exp is not after claim iat")
        refuse_unless(1 <= self.max_claims <= MOST_CLAIMS, f"claim max_claims is not 1 to {MOST_CLAIMS}")
        refuse_unless(self.is_mailed or not self.require_code, "claim code needs a recipient to mail one to")
        self._refuse_strange_destination()

    def _refuse_widened_access(self) -> None:
        stated = (self.user_id is not None, self.role is not None, self.staff_id is not None)
        needed = {
            Access.FULL_ENTITY: (False, False, False),
            Access.USER: (True, True, False),
            Access.STAFF: (False, False, True),
        }
        refuse_unless(stated == needed[self.access], f"claims usr, role and stf do not fit access {self.access}")
        if self.user_id is not None:
            refuse_unlike(_USER, self.user_id, "claim usr")
        if self.staff_id is not None:
            refuse_unlike(_STAFF, self.staff_id, "claim stf")

    def _refuse_strange_destination(self) -> None:
        if self.view is not None:
            refuse_unlike(_VIEW, self.view, "claim view")
            refuse_unless("//" not in self.view and ".." not in self.view, "claim view leaves its place")
        if self.locale is not None:
            refuse_unlike(_LOCALE, self.locale, "claim locale", longest=12)
        if self.recipient is not None:
            refuse_unlike(_RECIPIENT, self.recipient, "claim recipient", longest=254)
        if self.return_to is not None:
            is_local = self.environment is Environment.SANDBOX and self.return_to.startswith("http://")
            refuse_unlike(_LOOPBACK if is_local else _HTTPS, self.return_to, "claim return_to")

    @property
    def scope(self) -> Scope:
        """The one entity this link is about."""
        return Scope(self.account_id, self.environment, self.entity_id)

    @property
    def lifetime(self) -> timedelta:
        """How long the link says it lives; what the server allows is another matter."""
        return self.expires_at - self.issued_at

    @property
    def is_mailed(self) -> bool:
        """Whether the link was made to be sent to one address."""
        return self.recipient is not None
