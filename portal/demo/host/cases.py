"""What the firm's menu offers: every way into the portal, and every way that ends at its door."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.demo.host.backend import FirmBackend

Mint = Callable[[FirmBackend], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One entry of the menu; each of its tokens gets a frame of its own, with the title beside it."""

    key: str
    title: str
    sentence: str
    frames: tuple[tuple[str, Mint], ...]
    renews: bool = True
    """Whether the firm's page has another token when the portal asks for one."""
    sandbox: str = ""
    """Words of a sandbox around the frame, on a page that has the doctor say what they hinder."""

    @property
    def mint(self) -> Mint:
        """Of the first frame: what redirect and plain link open."""
        return self.frames[0][1]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A group of entries."""

    title: str
    cases: tuple[Case, ...]


def _one(key: str, title: str, sentence: str, mint: Mint, *, renews: bool = True) -> Case:
    return Case(key=key, title=title, sentence=sentence, frames=((title, mint),), renews=renews)


def _shut(key: str, title: str, sentence: str, mint: Mint) -> Case:
    return _one(key, title, sentence, mint, renews=False)


CHAPTERS = (
    Chapter(
        "Elm Studio, as different people",
        (
            _one("full", "The whole company", "No user; everything of one client", lambda firm: firm.fresh("full")),
            _one("viewer", "Vida, viewer", "Finished documents and files", lambda firm: firm.fresh("viewer")),
            _one("editor", "Edo, editor", "Drafts too", lambda firm: firm.fresh("editor")),
            _one("admin", "Alma, administrator", "Drafts, and who did what", lambda firm: firm.fresh("admin")),
            _one("staff", "Stana, our accountant", "One of our staff", lambda firm: firm.fresh("staff")),
        ),
    ),
    Chapter(
        "Other ways in",
        (
            Case(
                key="beside",
                title="Two clients side by side",
                sentence="Elm Studio and Birch & Baum on one page",
                frames=(
                    ("Elm Studio", lambda firm: firm.fresh("admin")),
                    ("Birch & Baum", lambda firm: firm.fresh("birch_full")),
                ),
            ),
            _one(
                "list",
                "Straight to what is overdue",
                "The link names the page to land on",
                lambda firm: firm.fresh("editor", view="/documents/?status=overdue"),
            ),
            _one(
                "birch",
                "Birch & Baum",
                "A client in Graz, in German",
                lambda firm: firm.fresh("birch_full", locale="de"),
            ),
            _one("nova", "A client on the first day", "Nothing is there yet", lambda firm: firm.fresh("nova_full")),
            _one(
                "offline",
                "Signed by us, offline",
                "No call to the portal: our lk_ key signs it",
                lambda firm: firm.signed_here("editor"),
            ),
            _one(
                "code",
                "By mail, with a code",
                "A link marked for a code. Mails of this demonstration are files in var/demo/mail",
                lambda firm: firm.mailed("viewer"),
            ),
            Case(
                key="doctor",
                title="A page that hinders it",
                sentence="Our page forbids downloads and new tabs, and the doctor says so",
                frames=(("The whole company", lambda firm: firm.fresh("full")),),
                sandbox="allow-scripts allow-same-origin allow-forms",
            ),
        ),
    ),
    Chapter(
        "Links that open nothing",
        (
            _shut("expired", "Expired", "Half an hour too late", lambda firm: firm.expired("viewer")),
            _shut(
                "late",
                "Mailed two days ago",
                "Its plain link has a new one sent: mails of this demonstration are files in var/demo/mail",
                lambda firm: firm.mailed("viewer", minutes_ago=2 * 24 * 60),
            ),
            _shut("used", "Used", "Opened in another browser before", lambda firm: firm.used("viewer")),
            _shut("revoked", "Revoked", "We took it back", lambda firm: firm.revoked("viewer")),
            _shut("malformed", "Malformed", "Cut off on the way", lambda firm: firm.malformed("viewer")),
        ),
    ),
)
CASES = {case.key: case for chapter in CHAPTERS for case in chapter.cases}
