"""Who presses the button of a link: the browser, and what the page around it wishes for the session."""

from dataclasses import dataclass

from portal.errors import Invalid
from portal.services.firm.looks import THEMES


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the page around a frame would like: a view to land on, a language, a theme. Wishes open nothing more."""

    view: str | None = None
    locale: str | None = None
    theme: str | None = None

    def __post_init__(self) -> None:
        if self.theme not in {None, *THEMES}:
            raise Invalid(f"theme: one of {', '.join(THEMES)}, or nothing for what the browser prefers")


@dataclass(frozen=True, slots=True)
class Browser:
    """What the exchange needs to know of who presses the button."""

    framed: bool
    address: str | None
    user_agent: str | None
    parent_origin: str | None
    wishes: Wishes = Wishes()
