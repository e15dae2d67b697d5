"""A file that the portal answered with."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import httpx


@dataclass(frozen=True, slots=True)
class Download:
    """The bytes of a file, its name as the portal gave it, and its media type."""

    content: bytes
    filename: str
    content_type: str

    def save(self, path: str | Path) -> Path:
        """Write it to this file, or under its own name into this folder; answers where it is."""
        place = Path(path)
        if place.is_dir():
            # The last part alone: a name from outside must not climb out of the folder.
            place = place / (Path(self.filename.replace("\\", "/")).name or "download")
        place.write_bytes(self.content)
        return place


def download_of(response: httpx.Response) -> Download:
    """The file in an answer."""
    kind = response.headers.get("content-type", "application/octet-stream").partition(";")[0]
    return Download(response.content, _filename(response.headers.get("content-disposition", "")), kind)


def _filename(disposition: str) -> str:
    # RFC 6266: the encoded name is the true one, the other is for programs that cannot read it.
    if encoded := re.search(r"filename\*=UTF-8'[^']*'([^;\s]+)", disposition, re.IGNORECASE):
        return unquote(encoded[1])
    plain = re.search(r'filename="([^"]*)"|filename=([^;\s]+)', disposition, re.IGNORECASE)
    return (plain[1] or plain[2]) if plain else "download"
