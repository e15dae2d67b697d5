"""The page of the firm's that frames this one: which of the account's origins it is, and what an error asks of it."""

from urllib.parse import urlsplit

from flask import request

from portal.web.asking import asking
from portal.web.headers import known_origins
from portal.web.wishes import wished_view


def parent_origin() -> str:
    """The one origin that messages go to and are heard from; empty at top level and where none is known.

    A session keeps it. Without one it is what the request says, and only if the account has registered it.
    """
    current = asking()
    if current.resumed is not None:
        return current.resumed.session.parent_origin or ""
    if not current.framed:
        return ""
    said = (current.parent, current.parent_wish, referring_origin())
    return next((origin for origin in said if origin and origin in known_origins()), "")


def referring_origin() -> str:
    """Whose page led here, as the browser says."""
    if request.method == "POST":
        return request.headers.get("Origin", "")
    try:
        place = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return ""
    return f"{place.scheme}://{place.netloc}"


def view_here() -> str:
    """The page that this request was for, as a view to come back to."""
    current = asking()
    _, area, *rest = request.path.split("/", 3)
    if area in {"w", "u"} and len(rest) == 2 and request.method == "GET":
        query = request.query_string.decode("ascii", "replace")
        return wished_view(f"/{rest[1]}?{query}" if query else f"/{rest[1]}") or ""
    return current.wishes.view or ""
