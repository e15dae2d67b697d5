"""What the page around a frame wishes for, taken as far as it stays inside the session's own pages; else ignored."""

from urllib.parse import unquote

from flask import request

from portal.services.entry.browsers import Wishes
from portal.services.firm.looks import THEMES
from portal.translations import supported
from portal.web.asking import asking

LONGEST_VIEW = 1000


def take_wishes() -> None:
    """Note the wishes of this request to open a link, and which page says that it frames it."""
    sent, current = request.values, asking()
    theme = sent.get("theme")
    current.wishes = Wishes(
        view=wished_view(sent.get("view")),
        locale=supported(sent.get("lang")),
        theme=theme if theme in THEMES else None,
    )
    current.parent_wish = sent.get("parent", "")
    current.asked_before = sent.get("again") == "1"


def wished_view(text: str | None) -> str | None:
    """The view when it can only be a page behind a session's prefix; browsers take a backslash for a slash."""
    if not text or len(text) > LONGEST_VIEW or not text.startswith("/") or not _is_plain(text):
        return None
    path = text.partition("?")[0]
    return text if "//" not in path and ".." not in unquote(path) else None


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable() and not set(' #\\"<>') & set(text) and "\\" not in unquote(text)
