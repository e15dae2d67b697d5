"""What a page says that stands where another one could not be shown."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage:
    """What an error page shows; its words stand in the template, by `kind` and `field`, and so do the buttons'.

    `others` are further ways on, each as its code and address.
    """

    kind: str
    status: int
    reference: str = ""
    action: str = "none"
    action_url: str | None = None
    others: tuple[tuple[str, str], ...] = ()
    field: str = ""
    retry_after: int | None = None
    asks: bool = False
    """Whether a fresh link from the page around would help; `asked_before` when it has just sent one."""
    asked_before: bool = False
    view: str = ""
    again: tuple[tuple[str, str], ...] = ()
    """The fields of the form that has a new link mailed; empty where there is nobody to mail it to."""
