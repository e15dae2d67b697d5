"""Magic links, the sessions they became, and what was done in them."""

from collections.abc import Mapping, Sequence
from typing import cast

from portal_sdk.downloads import Download
from portal_sdk.pages import Page
from portal_sdk.resources.base import Arguments, Listed, Pages, place
from portal_sdk.schemas import Activity, Batch, Claim, Ended, Explained, Link, LinkIn, Session, Token


class Links(Listed[Link]):
    """Magic links. Full access to an entity is asked for by name: `access="full_entity"`."""

    path = "/links"

    def create(
        self,
        data: LinkIn | None = None,
        *,
        entity_id: str | None = None,
        idempotency_key: str | None = None,
        **fields: object,
    ) -> Token:
        """A link into one entity; this answer alone shows its token."""
        arguments = Arguments(data, fields, entity_id=entity_id, idempotency_key=idempotency_key)
        return self._link(self.path, arguments)

    def create_batch(self, links: Sequence[Mapping[str, object]], *, idempotency_key: str | None = None) -> Batch:
        """Up to 500 links in one call; each row of the answer is a link, or says why there is none."""
        arguments = Arguments(links=links, idempotency_key=idempotency_key)
        return cast(Batch, self._write("POST", "/links/batch", arguments))

    def claims(self, link_id: str, *, entity_id: str | None = None) -> list[Claim]:
        """Who opened it when, the first one first; `by_code` for those who typed a code from the mailbox."""
        page: Page[Claim] = self._page(place(self.path, link_id, "claims"), Arguments(entity_id=entity_id))
        return page.data

    def revoke(self, link_id: str, *, entity_id: str | None = None) -> None:
        """Make a link open no longer."""
        self._delete(place(self.path, link_id), Arguments(entity_id=entity_id))

    def end(self, data: Mapping[str, object] | None = None, *, entity_id: str | None = None, **fields: object) -> Ended:
        """End every link and session of a user, a key, an entity or the account."""
        return cast(Ended, self._write("POST", "/links/end", Arguments(data, fields, entity_id=entity_id)))

    def explain(self, token: str, *, origin: str | None = None, entity_id: str | None = None) -> Explained:
        """Claim by claim why a token opens nothing, or that it would. Nothing is used up."""
        arguments = Arguments(token=token, origin=origin, entity_id=entity_id)
        return cast(Explained, self._write("POST", "/links/explain", arguments))


class Sessions(Pages[Session]):
    """Who is in the portal now."""

    path = "/sessions"

    def end(self, session_id: str, *, entity_id: str | None = None) -> None:
        """End one; its next request is refused."""
        self._delete(place(self.path, session_id), Arguments(entity_id=entity_id))


class Activities(Pages[Activity]):
    """What was done in an entity, newest first. `entities="all"` asks an account key's whole account, by name."""

    path = "/activities"

    def export(
        self, params: Mapping[str, object] | None = None, *, entity_id: str | None = None, **more: object
    ) -> Download:
        """The same as a CSV file."""
        return self._download("/activities/export", Arguments(params, more, entity_id=entity_id))
