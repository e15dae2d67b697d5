"""Pictures from strangers: drawn anew without what came along, upright, and refused before they can do harm."""

import io
import struct
import zlib
from contextlib import suppress
from typing import Any

import pytest
from PIL import Image

from portal.services.filing.pictures import MOST_PIXELS, drawn_anew
from portal.services.filing.refusals import FileRefused, Reason
from portal.services.filing.types import JPEG, PNG, type_of_content

SECRET = b"CANARY-OF-A-PLACE"


def picture(form: str, mode: str = "RGB", size: tuple[int, int] = (40, 20), **more: Any) -> bytes:
    """Left half red, right half blue."""
    red, blue = (Image.new("RGBA", size, color) for color in ((200, 0, 0, 90), (0, 0, 200, 255)))
    red.paste(blue, (size[0] // 2, 0))
    drawn = red.convert(mode)
    buffer = io.BytesIO()
    drawn.save(buffer, form, **more)
    return buffer.getvalue()


def photograph(orientation: int = 6) -> bytes:
    """A JPEG with a place, a device, a comment, an orientation and bytes behind its end."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, SECRET.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (46.0, 3.0, 5.0), 3: "E", 4: (14.0, 30.0, 5.0)})
    return picture("JPEG", exif=exif, comment=SECRET) + b"<script>" + SECRET


def redrawn(data: bytes) -> tuple[bytes, str]:
    content = io.BytesIO(data)
    with drawn_anew(content, type_of_content(content, "")) as drawn:
        drawn.content.seek(0)
        return drawn.content.read(), drawn.kind.mime


def refused(data: bytes) -> Reason:
    with pytest.raises(FileRefused) as refusal:
        redrawn(data)
    return refusal.value.reason


def bomb(width: int, height: int) -> bytes:
    """A PNG that says it is enormous, in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(bytes(100)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body + chunk(b"IEND", b"")


def test_a_photograph_loses_its_place_and_stands_upright() -> None:
    sent = photograph()
    assert SECRET in sent
    data, mime = redrawn(sent)
    assert mime == JPEG
    assert SECRET not in data
    assert b"Exif" not in data
    with Image.open(io.BytesIO(data)) as kept:
        assert not kept.getexif()
        assert kept.size == (20, 40)
        top = kept.getpixel((10, 5))
        assert isinstance(top, tuple)
        assert top[0] > 150 > top[2]


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (picture("PNG"), PNG),
        (picture("PNG", "RGBA"), PNG),
        (picture("WEBP"), JPEG),
        (picture("WEBP", "RGBA"), PNG),
        (picture("JPEG", "L"), JPEG),
    ],
)
def test_each_kind_becomes_what_every_browser_shows(data: bytes, mime: str) -> None:
    drawn, found = redrawn(data)
    assert found == mime
    with Image.open(io.BytesIO(drawn)) as kept:
        assert (kept.size, kept.get_format_mimetype()) == ((40, 20), mime)
        assert kept.has_transparency_data is (Image.open(io.BytesIO(data)).mode == "RGBA")


def test_sixteen_bits_keep_their_greys() -> None:
    buffer = io.BytesIO()
    Image.new("I;16", (4, 4), 32_896).save(buffer, "PNG")
    with Image.open(io.BytesIO(redrawn(buffer.getvalue())[0])) as kept:
        assert kept.convert("L").getpixel((1, 1)) == 128


def test_bombs_are_refused_by_their_head() -> None:
    side = int(MOST_PIXELS**0.5) + 1
    assert refused(bomb(side, side)) is Reason.PICTURE_HUGE
    assert refused(bomb(60_000, 60_000)) is Reason.PICTURE_HUGE


def test_a_jpeg_does_not_go_over_its_pixels_without_end() -> None:
    """Each pass takes as long as the whole picture, and a hundred bytes of a file: by thousands it would take hours."""
    whole = picture("JPEG", "L", progressive=True)
    pass_over = whole[whole.rindex(b"\xff\xc4") : -2]
    assert pass_over.count(b"\xff\xda") == 1
    assert redrawn(whole[:-2] + pass_over * 40 + whole[-2:])[1] == JPEG
    assert refused(whole[:-2] + pass_over * 70 + whole[-2:]) is Reason.PICTURE_BROKEN
    # With fill bytes before the marker, as decoders take them.
    assert refused(whole[:-2] + pass_over.replace(b"\xff\xda", b"\xff\xff\xff\xda") * 70 + whole[-2:])
    # What only looks like one, in a comment or behind the end, is none.
    assert redrawn(picture("JPEG", comment=b"\xff\xda" * 70) + b"\xff\xda" * 70)[1] == JPEG


def test_what_moves_is_refused() -> None:
    frames = [Image.new("RGB", (4, 4), color) for color in ("red", "blue")]
    for form in ("WEBP", "PNG"):
        buffer = io.BytesIO()
        frames[0].save(buffer, form, save_all=True, append_images=frames[1:], duration=100)
        assert refused(buffer.getvalue()) is Reason.PICTURE_MOVES


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_whatever_is_torn_or_bent_is_a_picture_or_a_refusal(form: str) -> None:
    whole = picture(form)
    for place in range(12, len(whole), max(1, len(whole) // 60)):
        bent = bytearray(whole)
        bent[place] ^= 0xFF
        for data in (whole[:place], bytes(bent)):
            # No other error than this ever comes out.
            with suppress(FileRefused):
                redrawn(data)
    assert refused(whole[: len(whole) // 2]) is Reason.PICTURE_BROKEN
