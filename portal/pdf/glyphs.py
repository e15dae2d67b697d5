"""Which characters the installed fonts can set: what is not among them would be a box on paper, and no PDF/A at all."""

import shutil
import subprocess
from bisect import bisect_right
from functools import lru_cache

from portal.errors import RenderFailed

# Set without a glyph: line ends, and what only steers the setting of its neighbours (Unicode default ignorables).
_INVISIBLE = frozenset("\t\n\r\N{SOFT HYPHEN}\N{WORD JOINER}\N{ZERO WIDTH NO-BREAK SPACE}") | frozenset(
    map(chr, (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
)


def unprintable(text: str) -> tuple[str, ...]:
    """The characters of a text that no installed font can set, each once, in their order; takes microseconds.

    The fonts are looked up once a process: a server has to be started anew after fonts were installed. Raises
    `RenderFailed` where they cannot be looked up.
    """
    if text.isascii() and text.isprintable():
        return ()
    ends = _ends()
    # Sorted ends of half-open ranges: a character is in a range when an odd number of them lies below or at it.
    return tuple(
        each for each in dict.fromkeys(text) if each not in _INVISIBLE and bisect_right(ends, ord(each)) % 2 == 0
    )


@lru_cache(maxsize=1)
def _ends() -> tuple[int, ...]:
    """Begin and end, in turn, of the ranges of characters that some font of outlines has, as fontconfig caches them."""
    finder = shutil.which("fc-list")
    if finder is None:
        raise RenderFailed("fonts cannot be looked up without fc-list: apt-get install fontconfig")
    # Left out are fonts made of pictures, whose glyphs are no text in a PDF, and fonts without a space: the renderer
    # takes the space between two words from the font of the first.
    done = subprocess.run(
        [finder, "--format=%{charset}\n", ":scalable=true:color=false:charset=20 a0"],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    ranges = sorted({_range(part) for part in done.stdout.split()})
    if not ranges:
        raise RenderFailed("no font is installed: apt-get install fonts-noto-core fonts-dejavu-core")
    ends: list[int] = []
    for begin, end in ranges:
        if ends and begin <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            ends += (begin, end)
    return tuple(ends)


def _range(part: str) -> tuple[int, int]:
    first, _, last = part.partition("-")
    return int(first, 16), int(last or first, 16) + 1
