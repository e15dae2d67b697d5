"""The ink that can be read on the seller's colour."""

from portal.colors import contrast

_WHITE, _BLACK = "#ffffff", "#000000"


def ink_on(ground: str) -> str:
    """Black or white for text on a `#rrggbb` ground, whichever has more contrast (WCAG 2.2: always over 4.5:1)."""
    return _WHITE if contrast(_WHITE, ground) >= contrast(_BLACK, ground) else _BLACK
