"""Who can enter: a person of the cast, or nobody in particular, and the link that lets them in."""

from dataclasses import dataclass, replace
from datetime import timedelta

from portal.identity import Role, Scope
from portal.services.entry.links import LinkRequest
from portal.tokens import Access


@dataclass(frozen=True, slots=True)
class CastKey:
    """A key of the cast with its text, which a real firm would be shown once."""

    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One way into one entity."""

    scope: Scope
    access: Access
    user_id: str | None = None
    role: Role | None = None
    staff_id: str | None = None
    label: str | None = None

    def at(self, scope: Scope) -> "Person":
        """The same person entering another entity."""
        return replace(self, scope=scope)

    def wanted(
        self,
        *,
        view: str | None = None,
        locale: str | None = None,
        return_to: str | None = None,
        lifetime: timedelta | None = None,
        max_claims: int | None = None,
        recipient: str | None = None,
        require_code: bool = False,
    ) -> LinkRequest:
        """The link to ask for."""
        return LinkRequest(
            access=self.access,
            user_id=self.user_id,
            staff_id=self.staff_id,
            label=self.label,
            view=view,
            locale=locale,
            return_to=return_to,
            lifetime=lifetime,
            max_claims=max_claims,
            recipient=recipient,
            require_code=require_code,
        )
