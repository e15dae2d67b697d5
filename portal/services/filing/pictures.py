"""Pictures drawn anew from their pixels alone: nothing else of what a stranger's file held is ever kept or shown.

What is left out is where a photograph was taken and by which device, and whatever hides behind a picture's last byte.
"""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from threading import Lock
from typing import IO

from PIL import Image, ImageFile, ImageOps

from portal.services.filing.jpeg_scans import is_overdrawn
from portal.services.filing.refusals import FileRefused, Reason
from portal.services.filing.types import JPEG, PNG, WEBP, FileType
from portal.storage import PIECE

# The largest that telephones take as a rule; drawn, it needs 150 MB.
MOST_PIXELS = 50_000_000
# Good enough that small print on a receipt stays as legible as it was.
JPEG_QUALITY = 90
_FORMATS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}
_SIXTEEN_BITS = frozenset({"I", "I;16", "I;16B", "I;16L"})
_UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, ArithmeticError, LookupError, struct.error, zlib.error)
# Two in a process at once would be twice the memory; a picture takes a second, and who waits gets their turn.
_ONE_AT_A_TIME = Lock()
# Lower than Pillow's own, which lets 179 million through.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


@dataclass(frozen=True, slots=True)
class DrawnAnew:
    """A picture's new bytes and their type."""

    content: IO[bytes]
    kind: FileType


def is_picture(kind: FileType) -> bool:
    """Whether `drawn_anew` knows this type."""
    return kind.mime in _FORMATS


@contextmanager
def drawn_anew(content: IO[bytes], kind: FileType) -> Iterator[DrawnAnew]:
    """The picture upright, as a JPEG, or as a PNG where it was one or can be seen through; gone after the block.

    Raises FileRefused for what cannot be read whole, moves, has more than MOST_PIXELS or goes over them without end.
    """
    with SpooledTemporaryFile(max_size=PIECE) as drawn:
        with _ONE_AT_A_TIME:
            if kind.mime == JPEG and is_overdrawn(content):
                raise FileRefused(Reason.PICTURE_BROKEN)
            found = _draw(content, kind, drawn)
        yield DrawnAnew(drawn, found)


def _draw(content: IO[bytes], kind: FileType, drawn: IO[bytes]) -> FileType:
    content.seek(0)
    # WeasyPrint turns this on for its whole process, and half a picture would be taken for a whole one.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        # No other of Pillow's many decoders ever meets a stranger's bytes.
        with Image.open(content, formats=(_FORMATS[kind.mime],)) as picture:
            _refuse_odd(picture)
            see_through = picture.has_transparency_data
            ImageOps.exif_transpose(picture, in_place=True)
            pixels = _plain(picture, see_through=see_through)
            if kind.mime == PNG or see_through:
                pixels.save(drawn, "PNG")
                return FileType(PNG, "png")
            pixels.save(drawn, "JPEG", quality=JPEG_QUALITY)
            return FileType(JPEG, "jpg")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise FileRefused(Reason.PICTURE_HUGE) from error
    except FileRefused:
        raise
    except _UNREADABLE as error:
        raise FileRefused(Reason.PICTURE_BROKEN) from error


def _refuse_odd(picture: Image.Image) -> None:
    """By what the head of the file says: nothing is decoded yet."""
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise FileRefused(Reason.PICTURE_HUGE)
    # Telephones put a second, smaller picture into a JPEG (MPO): the first is the photograph.
    if picture.format != "MPO" and getattr(picture, "n_frames", 1) > 1:
        raise FileRefused(Reason.PICTURE_MOVES)


def _plain(picture: Image.Image, *, see_through: bool) -> Image.Image:
    """The pixels in eight bits, without anything that came along: colour profile, comments, thumbnails."""
    if picture.mode in _SIXTEEN_BITS:
        # Converted as they are, all but the darkest would become white.
        picture = picture.convert("I").point(lambda value: value / 257, "L")
    mode = "RGBA" if see_through else "L" if picture.mode in {"1", "L"} else "RGB"
    plain = picture if picture.mode == mode else picture.convert(mode)
    plain.info.clear()
    return plain
