"""The seller's colour as ground, and the ink that can be read on it."""


def ink_on(ground: str) -> str:
    """Black or white for text on a `#rrggbb` ground, whichever has more contrast (WCAG 2.2: always over 4.5:1)."""
    luminance = _luminance(ground)
    on_white, on_black = 1.05 / (luminance + 0.05), (luminance + 0.05) / 0.05
    return "#ffffff" if on_white >= on_black else "#000000"


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
