"""How often a JPEG goes over its picture: each pass takes all of its pixels, and a hundred bytes of its sender."""

import re
from typing import IO

MOST_SCANS = 64
"""Cameras write one pass, programs that save for the web about ten."""
# What stands between is read as decoders read it (ITU-T T.81, B.1.1.2): fill bytes before a code, FF00 is no marker.
_MARKER = re.compile(b"\xff+([\x01-\xfe])")
_SCAN, _END = 0xDA, 0xD9
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})


def is_overdrawn(content: IO[bytes]) -> bool:
    """Whether the first picture in the file has more passes than MOST_SCANS. Nothing is decoded; what stands inside a
    segment (a thumbnail) or behind the picture's end does not count."""
    content.seek(0)
    data = content.read()
    scans, place = 0, 2
    while scans <= MOST_SCANS and (marker := _MARKER.search(data, place)) is not None:
        code, place = marker[1][0], marker.end()
        if code == _END:
            break
        scans += code == _SCAN
        if code not in _WITHOUT_LENGTH:
            place += max(2, int.from_bytes(data[place : place + 2]))
    return scans > MOST_SCANS
