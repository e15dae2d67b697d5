"""The firm's backend: it knows its clients and its keys, and asks the portal for a link when somebody clicks."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from portal.database import Database
from portal.demo.cast import Cast
from portal.demo.people import Person
from portal.identity import Actor, ActorKind, new_id
from portal.services.entry.browsers import Browser
from portal.services.entry.claims import claim_link
from portal.services.entry.links import IssuedLink, issue_link, open_link, revoke_link
from portal.settings import Settings
from portal.tokens import LinkClaims, LinkSealer, parse_key, seal_offline

ELSEWHERE = Browser(framed=False, address="198.51.100.7", user_agent="Somebody else's browser", parent_origin=None)


@dataclass(frozen=True, slots=True)
class FirmBackend:
    """Mints links with the account's key. `portal_url` is where the portal is, without a slash at its end."""

    database: Database
    sealer: LinkSealer
    settings: Settings
    cast: Cast
    origin: str

    @property
    def portal_url(self) -> str:
        return self.settings.origin

    def address(self, token: str) -> str:
        """Where a token opens."""
        return f"{self.portal_url}/embed?token={token}"

    def fresh(self, who: str, *, view: str | None = None, locale: str | None = None) -> str:
        """The token of a new link for a person of the cast; with a locale the portal opens in its language."""
        return self._issue(self.cast.people[who], view=view, locale=locale).token

    def mailed(self, who: str, *, minutes_ago: int = 0) -> str:
        """A link as it would be sent by mail, marked for a code; in the demonstration mails are files."""
        recipient = f"{who}@elm-studio.example"
        person = self.cast.people[who]
        return self._issue(person, recipient=recipient, require_code=True, minutes_ago=minutes_ago).token

    def expired(self, who: str) -> str:
        """A link whose time is over."""
        return self._issue(self.cast.people[who], minutes_ago=30).token

    def used(self, who: str) -> str:
        """A link that another browser has just opened."""
        token = self.fresh(who)
        now = datetime.now(UTC)
        opened = open_link(self.database, self.sealer, self.settings, token, now)
        claim_link(self.database, self.settings, opened, ELSEWHERE, now)
        return token

    def revoked(self, who: str) -> str:
        """A link that the firm took back."""
        link = self._issue(self.cast.people[who])
        with self.database.visit(self._actor(self.cast.people[who])) as visit:
            revoke_link(visit, link.id)
        return link.token

    def malformed(self, who: str) -> str:
        """A link that lost its end on the way, as in a badly broken mail."""
        return self.fresh(who)[:-9]

    def signed_here(self, who: str) -> str:
        """A link signed with the firm's own `lk_` key: the portal hears of it when it is opened."""
        person = self.cast.people[who]
        issued_at = datetime.now(UTC).replace(microsecond=0)
        claims = LinkClaims(
            account_id=person.scope.account_id,
            environment=person.scope.environment,
            entity_id=str(person.scope.entity_id),
            access=person.access,
            user_id=person.user_id,
            role=person.role,
            jti=new_id("lnk"),
            issued_at=issued_at,
            expires_at=issued_at + timedelta(minutes=5),
        )
        return seal_offline(claims, parse_key(self.cast.keys["lk"].text))

    def _issue(
        self,
        person: Person,
        *,
        view: str | None = None,
        locale: str | None = None,
        recipient: str | None = None,
        require_code: bool = False,
        minutes_ago: int = 0,
    ) -> IssuedLink:
        at = datetime.now(UTC) - timedelta(minutes=minutes_ago)
        with self.database.visit(self._actor(person), at=at) as visit:
            wanted = person.wanted(
                view=view,
                locale=locale,
                recipient=recipient,
                require_code=require_code,
                return_to=f"{self.origin}/",
            )
            return issue_link(visit, self.sealer, self.settings, wanted)

    def _actor(self, person: Person) -> Actor:
        key = self.cast.keys["sk"]
        return Actor(ActorKind.ACCOUNT_KEY, person.scope, subject=key.id, name="Ada & Co")
