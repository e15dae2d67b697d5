"""Everything that can go wrong, in product words. Raised below, mapped to a page or an answer once, above."""

from collections.abc import Mapping
from typing import Any


class PortalError(Exception):
    """Base of all product errors; `str(error)` is a sentence for the firm's log and API, never for a client's page.

    `code` names the case for programs where the class alone does not, `cause` holds what they may want to know.
    """

    def __init__(self, text: str = "", *, code: str | None = None, cause: Mapping[str, Any] | None = None) -> None:
        super().__init__(text)
        self.code = code
        self.cause = cause


class SettingsRefused(PortalError):
    """A setting is missing, weak or contradicts another; the text names it and says what to do."""


class NotSignedIn(PortalError):
    """No live session stands behind the request."""


class SessionEnded(NotSignedIn):
    """There was a session and it is over: expired, signed out or revoked."""


class OtherPerson(PortalError):
    """A fresh link that was to lengthen a session is for another person or entity: the session stays as it is."""


class CookiesBlocked(PortalError):
    """The browser did not return the cookie at top level, so no session can be kept."""


class NotAllowed(PortalError):
    """The actor is known, and its role lacks the permission."""


class NotFound(PortalError):
    """No such thing in this scope: foreign, sibling's and never-existed are one case."""


class TooManyRequests(PortalError):
    """A rate limit was reached; `retry_after` is in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"too many requests, retry after {retry_after} s")
        self.retry_after = retry_after


class ForgedRequest(PortalError):
    """A writing request without a valid CSRF token, own Origin or same-origin fetch metadata."""


class OpenedElsewhere(ForgedRequest):
    """A page of the portal that the browser reached by another address than the portal's own."""


class LinkRefused(PortalError):
    """A magic link does not open anything. `reason` is for the firm; the client sees one of four plain pages."""

    reason = "refused"


class LinkMalformed(LinkRefused):
    """Not a token of ours: wrong shape, wrong signature, wrong key, wrong claims."""

    reason = "malformed"


class LinkBeyondKey(LinkMalformed):
    """A true seal over more than the key that made it may open; the text says which limit it breaks."""


class LinkExpired(LinkRefused):
    """A true token whose time is over (or, beyond the allowed skew, has not begun)."""

    reason = "expired"


class LinkUsed(LinkRefused):
    """All claims of the link are taken."""

    reason = "used"


class CodeNeeded(LinkUsed):
    """Whoever has only the link may take no further claim of it: the next one wants a code by mail."""

    reason = "code_needed"


class CodeWrong(PortalError):
    """What was typed is not the code, or no longer one; `tries_left` of its page."""

    def __init__(self, tries_left: int) -> None:
        super().__init__(f"not the code; {tries_left} tries left")
        self.tries_left = tries_left


class LinkRevoked(LinkRefused):
    """The link, its user, its key or the entity's client access was switched off."""

    reason = "revoked"


class NoKey(PortalError):
    """A call of the API without a live key of its own."""


class Conflict(PortalError):
    """What was asked for does not fit the state of things: already issued, voided, paid, taken."""


class MintRefused(PortalError):
    """A link, key or role was asked for that goes beyond what the asker may give."""


class Invalid(PortalError):
    """Input that cannot be taken; the text names the field and says what to do."""


class EInvoiceRefused(PortalError):
    """A file is not an e-invoice that can be read; the text is the reason, in words for a person."""


class PartyUnknown(EInvoiceRefused):
    """Neither party of an e-invoice is the entity, and nobody said which of them it is."""


class RenderFailed(PortalError):
    """A PDF could not be made: the input broke the renderer or it went over its limits."""


class RenderTimedOut(RenderFailed):
    """Rendering took longer than allowed and was stopped."""


class RenderBusy(RenderFailed):
    """Too many PDFs are waiting; try again shortly."""


class RenderPending(PortalError):
    """A PDF of many lines is being made in the background; ask again in `retry_after` seconds."""

    retry_after = 2


class CheckFailed(PortalError):
    """The official rules could not be run over an e-invoice; it says nothing of the invoice."""


class JobImpossible(PortalError):
    """No further attempt can do the job; the text is kept with it as the reason."""


class Missing(PortalError):
    """Bytes that a row points to are not in the storage."""


class StorageUnavailable(PortalError):
    """The place where bytes are kept does not answer, or not as it should; the text says what to look at."""


class DatabaseUnavailable(PortalError):
    """The database does not answer; the text says as what it failed."""


class AuditBroken(PortalError):
    """The activity chain of an entity does not verify; the text names the first row that is wrong."""
