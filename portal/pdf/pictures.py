"""The only things a document may load: its own logo and payment code, and a fetcher that refuses everything else."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from weasyprint.urls import URLFetcher, URLFetcherResponse

from portal.pdf.epc import drawing, payment_code
from portal.pdf.report_content import Printable, PrintedReport


@dataclass(frozen=True, slots=True)
class Picture:
    """Bytes with their type, under an address that names them by their digest."""

    content: bytes
    mime: str

    @property
    def address(self) -> str:
        """Differs whenever the bytes do: the renderer's picture cache never shows one seller's logo to another."""
        return f"picture:{hashlib.sha256(self.mime.encode() + self.content).hexdigest()}"


@dataclass(frozen=True, slots=True)
class Pictures:
    """What one document shows, each absent or present."""

    logo: Picture | None
    code: Picture | None

    def by_address(self) -> dict[str, Picture]:
        return {each.address: each for each in (self.logo, self.code) if each is not None}


def pictures_of(content: Printable) -> Pictures:
    """The logo and, where the document can be paid by scanning, the payment code; reports show none."""
    if isinstance(content, PrintedReport):
        return Pictures(None, None)
    payload = payment_code(content)
    return Pictures(
        logo=Picture(content.logo.content, content.logo.mime) if content.logo else None,
        code=Picture(drawing(payload), "image/svg+xml") if payload else None,
    )


class ClosedFetcher(URLFetcher):
    """Hands out the given pictures; every other address, `file:`, `data:` and `http:` alike, is refused unread."""

    def __init__(self, pictures: Mapping[str, Picture]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self._pictures = pictures

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        del headers
        picture = self._pictures.get(url)
        if picture is None:
            raise ValueError("a document may load nothing but its own pictures")
        return URLFetcherResponse(url, picture.content, {"Content-Type": picture.mime})
