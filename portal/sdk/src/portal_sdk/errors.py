"""The one error that calls raise."""

from collections.abc import Mapping, Sequence

INVALID = "validation_failed"


class PortalError(Exception):
    """The portal refused a call, or could not be reached.

    `status` is the HTTP status, 0 when no answer came; `code` is a snake_case name for programs, `message` a sentence
    for people that names the first field that was wrong, and how many more there are; `cause` says more where there is
    more to say, such as `{"issues": [{"path": […], "message": …}]}` for a 422; `request_id` finds the call in the
    portal's log. `str(error)` says all of it but the cause.
    """

    def __init__(self, status: int, code: str, message: str, cause: object = None, request_id: str | None = None):
        request = f"; request {request_id}" if request_id else ""
        super().__init__(f"{message} ({status} {code}{request})" if status else f"{message} ({code})")
        self.status = status
        self.code = code
        self.message = message
        self.cause = cause
        self.request_id = request_id


def words_of(code: str, message: str, cause: object) -> str:
    """The portal's sentence; of fields that were wrong the first with its place, and how many more there are."""
    issues = cause.get("issues") if isinstance(cause, Mapping) else None
    if code != INVALID or not isinstance(issues, list) or not issues or not isinstance(issues[0], Mapping):
        return message
    path, words = issues[0].get("path"), str(issues[0].get("message", ""))
    more = f", and {len(issues) - 1} more" if len(issues) > 1 else ""
    if words in message:
        return message + more
    return f"{_place(path)}{words}{more}"


def _place(path: object) -> str:
    """Steps into a body as one reads them, `items[0].name: `; nothing for the body itself."""
    if not isinstance(path, Sequence) or isinstance(path, str) or not path:
        return ""
    steps = (f".{step}" if isinstance(step, str) else f"[{step}]" for step in path)
    return "".join(steps).removeprefix(".") + ": "
