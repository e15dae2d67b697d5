"""Colours that can be read: contrast by WCAG 2.2, and an account's colour moved in OKLCH until it has enough."""

from bisect import bisect_left
from dataclasses import dataclass
from math import atan2, cos, hypot, sin

ENOUGH = 4.5
# Of all grounds that a page has, those with the least contrast: tests/web/test_brand_colors.py reads them all.
_LIGHT_GROUND, _DARK_GROUND = "#eceff3", "#2a3039"
_STEPS = 200


@dataclass(frozen=True, slots=True)
class Readable:
    """A ground and the text on it; the ground itself can also be text on the page."""

    ground: str
    text: str


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two `#rrggbb` colours, 1 to 21 (WCAG 2.2, 1.4.3)."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    red, green, blue = _linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def readable_pair(color: str) -> tuple[Readable, Readable]:
    """The colour for light pages and for dark ones, each 4.5:1 against its page and its own text."""
    return _moved(color, _LIGHT_GROUND, "#ffffff", darker=True), _moved(color, _DARK_GROUND, "#0b1524", darker=False)


def _moved(color: str, ground: str, text: str, *, darker: bool) -> Readable:
    lightness, chroma, hue = _to_oklch(color)
    end = 0.0 if darker else 1.0

    def moved(step: int) -> str:
        share = step / _STEPS
        # Chroma goes with it, so that the ends are black and white whatever the hue.
        return _from_oklch(lightness + (end - lightness) * share, chroma * (1 - share), hue)

    def is_readable(step: int) -> bool:
        found = moved(step)
        return contrast(found, ground) >= ENOUGH and contrast(found, text) >= ENOUGH

    # The further, the more contrast; and the end, which is never asked, is black or white and has enough.
    return Readable(moved(bisect_left(range(_STEPS), True, key=is_readable)), text)


def _linear(color: str) -> tuple[float, float, float]:
    parts = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return red, green, blue


def _to_oklch(color: str) -> tuple[float, float, float]:
    red, green, blue = _linear(color)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    across = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    along = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, hypot(across, along), atan2(along, across)


def _from_oklch(lightness: float, chroma: float, hue: float) -> str:
    across, along = chroma * cos(hue), chroma * sin(hue)
    long = (lightness + 0.3963377774 * across + 0.2158037573 * along) ** 3
    medium = (lightness - 0.1055613458 * across - 0.0638541728 * along) ** 3
    short = (lightness - 0.0894841775 * across - 1.2914855480 * along) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(_encoded(part) * 255):02x}" for part in linear)


def _encoded(part: float) -> float:
    clipped = min(1.0, max(0.0, part))
    return 12.92 * clipped if clipped <= 0.0031308 else 1.055 * clipped ** (1 / 2.4) - 0.055
