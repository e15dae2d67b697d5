"""What became of the files of each document in a pack: noted on disk while they are written, read again at the end."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import IO


@dataclass(frozen=True, slots=True)
class PackFile:
    """A file in the pack."""

    path: str
    sha256: str
    size: int

    @classmethod
    def of(cls, path: str, data: bytes) -> "PackFile":
        """The file of this content."""
        return cls(path, sha256(data).hexdigest(), len(data))


NO_FILE = PackFile("", "", 0)


@dataclass(frozen=True, slots=True)
class DocumentFiles:
    """A document's PDF and e-invoice, and why it has none."""

    pdf: PackFile
    xml: PackFile
    no_pdf: str = ""
    no_xml: str = ""


class PackNotes:
    """Written once for each document, into a file that is one's own: in memory is no more of a document than where its
    note begins."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._places: dict[str, int] = {}

    def __contains__(self, document_id: str) -> bool:
        return document_id in self._places

    def __len__(self) -> int:
        return len(self._places)

    def add(self, document_id: str, files: DocumentFiles) -> None:
        """Note this; to be done before the first is read."""
        self._places[document_id] = self._file.tell()
        told = [*_plain(files.pdf), *_plain(files.xml), files.no_pdf, files.no_xml]
        self._file.write(json.dumps(told).encode() + b"\n")

    def of(self, document_id: str) -> DocumentFiles:
        """What was noted of a document. KeyError where nothing was."""
        self._file.seek(self._places[document_id])
        pdf, pdf_digest, pdf_size, xml, xml_digest, xml_size, no_pdf, no_xml = json.loads(self._file.readline())
        return DocumentFiles(PackFile(pdf, pdf_digest, pdf_size), PackFile(xml, xml_digest, xml_size), no_pdf, no_xml)


def _plain(file: PackFile) -> Iterable[str | int]:
    return file.path, file.sha256, file.size
