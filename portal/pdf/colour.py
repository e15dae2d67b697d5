"""The colours of a paper that follow from the seller's one colour."""

from typing import NamedTuple

from portal.colors import ENOUGH, contrast

_WHITE, _BLACK, _DARK = "#ffffff", "#000000", "#1b1f24"
_TINT_SHARE = 0.07


class Colours(NamedTuple):
    """`ink` on the seller's colour, `deep` for headings on white, `tint` as the ground of dark text; all `#rrggbb`."""

    ink: str
    deep: str
    tint: str


def colours_of(accent: str) -> Colours:
    """What can be read (WCAG 2.2, 4.5:1) with a `#rrggbb` colour, however light or dark that is."""
    tint = _mixed(accent, _WHITE, _TINT_SHARE)
    deep = accent if contrast(accent, tint) >= ENOUGH else _DARK
    return Colours(ink_on(accent), deep, tint)


def ink_on(ground: str) -> str:
    """Black or white for text on a `#rrggbb` ground, whichever has more contrast (WCAG 2.2: always over 4.5:1)."""
    return _WHITE if contrast(_WHITE, ground) >= contrast(_BLACK, ground) else _BLACK


def _mixed(first: str, second: str, share: float) -> str:
    pairs = ((int(first[at : at + 2], 16), int(second[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(one * share + other * (1 - share)):02x}" for one, other in pairs)
