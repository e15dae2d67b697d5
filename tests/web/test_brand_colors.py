"""Whatever colour a firm chooses, what is written in it or on it can be read, light and dark (WCAG 2.2, 1.4.3).

A focus ring or the edge of a choice needs less than text does (3:1, 1.4.11), on the same grounds.
"""

import random
import re
from collections.abc import Iterator

import pytest

from portal.colors import contrast, readable_pair
from portal.resources import resource

CSS = (resource("static") / "portal.css").read_text(encoding="utf-8")
TEXT = 4.5
COLORS = 10_000
# On these the accent is written: links, plain buttons, and what is pressed; progress bars lie on the quiet one.
GROUNDS = ("ground", "surface", "sunken", "quiet-ground")
CORNERS = [f"#{red}{green}{blue}" for red in ("00", "ff") for green in ("00", "ff") for blue in ("00", "ff")]
GREYS = [f"#{part:02x}{part:02x}{part:02x}" for part in range(0, 256, 5)]


def tokens(scheme: str) -> dict[str, str]:
    """The colours of the style sheet itself in one scheme, by name."""
    both = dict(re.findall(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}, #[0-9a-f]{6})\)", CSS))
    return {name: pair.split(", ")[scheme == "dark"] for name, pair in both.items()}


def colors() -> Iterator[str]:
    dice = random.Random(20261124)
    yield from (*CORNERS, *GREYS)
    yield from (f"#{dice.randrange(1 << 24):06x}" for _ in range(COLORS))


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_ten_thousand_colours_can_be_read(scheme: str) -> None:
    page = tokens(scheme)
    assert set(GROUNDS) <= page.keys()
    short: list[tuple[str, str, float]] = []
    for color in colors():
        found = readable_pair(color)[scheme == "dark"]
        assert re.fullmatch(r"#[0-9a-f]{6}", found.ground)
        pairs = {name: (found.ground, page[name], TEXT) for name in GROUNDS}
        pairs["its text"] = (found.ground, found.text, TEXT)
        # A button under the pointer: between the accent and the page's text, and so no nearer to its own text.
        pairs["hover"] = (page["text"], found.text, TEXT)
        for name, (one, other, enough) in pairs.items():
            if contrast(one, other) < enough:
                short.append((color, name, contrast(one, other)))
    assert short == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sandbox_is_plain_to_see_whatever_the_colour(scheme: str) -> None:
    """Its ribbon has colours of its own, that no account changes."""
    ribbon = re.search(r"^\.ribbon \{([^}]*)\}", CSS, re.MULTILINE)
    assert ribbon
    assert "accent" not in ribbon[1]
    used = dict(re.findall(r"(background|color): var\(--([a-z-]+)\)", ribbon[1]))
    page = tokens(scheme)
    assert contrast(page[used["background"]], page[used["color"]]) >= TEXT


def test_a_colour_that_can_be_read_stays_as_it_is() -> None:
    assert readable_pair("#1f5bd0")[0].ground == "#1f5bd0"
    assert readable_pair("#8db4ff")[1].ground == "#8db4ff"
