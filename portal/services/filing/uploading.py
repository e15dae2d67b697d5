"""Files that come from a page: several at once, each kept or refused for itself, pictures drawn anew."""

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from typing import IO

from portal.database import Visit
from portal.errors import Conflict
from portal.services.filing.fields import FileParticulars
from portal.services.filing.keeping import keep_content, size_of
from portal.services.filing.limits import FileLimits, refuse_size
from portal.services.filing.pictures import drawn_anew, is_picture
from portal.services.filing.refusals import FileRefused, Reason
from portal.services.filing.types import GIF, type_of_content
from portal.services.filing.views import KeptFile
from portal.storage import Storage

CATEGORIES = ("purchase_invoice", "receipt", "bank_statement", "contract", "payroll", "tax_return", "other")
"""What a page offers; the firm's own programs may say others."""
MOST_AT_ONCE = 20
MONTHS_BACK = 24


@dataclass(frozen=True, slots=True)
class SentFile:
    """One file of a post: what its sender calls it, and its bytes in a file."""

    name: str
    content: IO[bytes]


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that was not kept, by its sender's name for it, and why."""

    name: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What became of a post's files, in its order."""

    kept: tuple[KeptFile, ...]
    refused: tuple[RefusedFile, ...]


def upload_files(
    visit: Visit, storage: Storage, limits: FileLimits, sent: Iterable[SentFile], said: FileParticulars
) -> Uploaded:
    """Keep each file that can be kept; one that cannot hinders no other.

    Raises Invalid for what is said of all of them, before any is kept.
    """
    kept, refused = [], []
    for file in sent:
        try:
            kept.append(_keep(visit, storage, limits, file, said))
        except FileRefused as refusal:
            refused.append(RefusedFile(file.name, refusal.reason))
        except Conflict as conflict:
            if conflict.code != "quota_exceeded":
                raise
            refused.append(RefusedFile(file.name, Reason.NO_ROOM))
    return Uploaded(tuple(kept), tuple(refused))


def months_to_choose(today: date) -> tuple[date, ...]:
    """The first days of this month and of those before it, newest first."""
    months = [today.replace(day=1)]
    while len(months) <= MONTHS_BACK:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return tuple(months)


def _keep(visit: Visit, storage: Storage, limits: FileLimits, file: SentFile, said: FileParticulars) -> KeptFile:
    refuse_size(size_of(file.content), limits)
    kind, content = type_of_content(file.content, file.name), file.content
    if kind.mime == GIF:
        raise FileRefused(Reason.PICTURE_MOVES)
    with ExitStack() as drawing:
        if is_picture(kind):
            drawn = drawing.enter_context(drawn_anew(content, kind))
            kind, content = drawn.kind, drawn.content
        return keep_content(visit, storage, limits, file.name, content, kind, **said)
