"""Why a file is not kept: each reason once, with the sentence that the firm's programs read; pages have their own."""

import enum

from portal.errors import Invalid

_TAKEN = "PDF, PNG, JPEG, GIF, WebP, XML, CSV, plain text, ZIP, XLSX, DOCX, ODS and ODT are taken"


class Reason(enum.StrEnum):
    """What speaks against a file."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNKNOWN = "unknown"
    ACTIVE = "active"
    PROGRAM = "program"
    ARCHIVE_BROKEN = "archive_broken"
    ARCHIVE_CROWDED = "archive_crowded"
    PICTURE_BROKEN = "picture_broken"
    PICTURE_HUGE = "picture_huge"
    PICTURE_MOVES = "picture_moves"
    NO_ROOM = "no_room"


_SENTENCES = {
    Reason.EMPTY: "is empty",
    Reason.UNKNOWN: f"is of no type that is taken; {_TAKEN}, texts in UTF-8",
    Reason.ACTIVE: f"is a page or drawing that a browser would run; {_TAKEN}",
    Reason.PROGRAM: "holds a program or macros; save it without them",
    Reason.ARCHIVE_BROKEN: "begins like a ZIP archive and cannot be read as one",
    Reason.ARCHIVE_CROWDED: "is an archive of too many entries",
    Reason.PICTURE_BROKEN: "is a picture that cannot be read; save it anew as JPEG or PNG",
    Reason.PICTURE_HUGE: "is a picture of too many pixels; save it smaller",
    Reason.PICTURE_MOVES: "is a picture that moves; send a still one",
}


class FileRefused(Invalid):
    """A file that is not kept, and why."""

    def __init__(self, reason: Reason, sentence: str = "", *, code: str | None = None) -> None:
        super().__init__(f"file: {sentence or _SENTENCES[reason]}", code=code)
        self.reason = reason
