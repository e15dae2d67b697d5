"""The one error that calls raise."""


class PortalError(Exception):
    """The portal refused a call, or could not be reached.

    `status` is the HTTP status, 0 when no answer came; `code` is a snake_case name for programs, `message` a sentence
    for people; `cause` says more where there is more to say, such as `{"issues": [{"path": […], "message": …}]}` for a
    422; `request_id` finds the call in the portal's log.
    """

    def __init__(self, status: int, code: str, message: str, cause: object = None, request_id: str | None = None):
        super().__init__(f"{message} ({status} {code})" if status else f"{message} ({code})")
        self.status = status
        self.code = code
        self.message = message
        self.cause = cause
        self.request_id = request_id
