"""Everything that can be reached by following links from a session's first page, and what is told on the way."""

import html
import re
import subprocess
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support.needs import require_program
from tests.support.portal import Session

_LINKS = re.compile(r"""(?:href|src)=["']([^"'#]+)""")
# The same list in every order and filter: enough of them is enough.
MOST_LISTS = 20
MOST_PDFS = 4
# Each kind comes first for the present period, then for one period after the other.
MOST_REPORTS = 30


@dataclass(frozen=True, slots=True)
class Told:
    """One answer: its address, and all of its text, headers first, a PDF's as a reader would see it."""

    path: str
    status: int
    text: str


def crawl(session: Session, folder: Path) -> Iterator[Told]:
    """Follow every link there is, downloads included."""
    waiting, seen = deque([session.address("/")]), set[str]()
    lists = pdfs = reports = 0
    while waiting:
        path = waiting.popleft()
        if path in seen or not path.startswith(("/w/", "/u/", "/dl/", "/brand/")):
            continue
        seen.add(path)
        lists += "?" in path
        pdfs += "/pdf" in path
        reports += "/reports/" in path
        enough = (("?", lists, MOST_LISTS), ("/pdf", pdfs, MOST_PDFS), ("/reports/", reports, MOST_REPORTS))
        if any(mark in path and count > most for mark, count, most in enough):
            continue
        response = session.get(path) if path.startswith(session.prefix) else session.browser.open(path)
        body = response.get_data()
        response.close()
        if response.location:
            waiting.append(response.location)
        if response.mimetype == "text/html":
            waiting.extend(html.unescape(link) for link in _LINKS.findall(body.decode()))
        yield Told(path, response.status_code, f"{response.headers}\n{readable(body, response.mimetype or '', folder)}")


def readable(body: bytes, mimetype: str, folder: Path) -> str:
    """The bytes as text: of a PDF its pages and its attachments' names, of anything else itself."""
    if mimetype != "application/pdf" and not body.startswith(b"%PDF"):
        return body.decode("utf-8", "replace")
    program = require_program("pdftotext", install="sudo apt-get install -y --no-install-recommends poppler-utils")
    place = folder / "page.pdf"
    place.write_bytes(body)
    done = subprocess.run([program, "-layout", place, "-"], capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace") + body.decode("latin-1")
