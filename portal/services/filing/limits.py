"""How much an entity may put there: the size of one file, and of all together."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.database import Visit
from portal.errors import Conflict
from portal.models import File
from portal.services.filing.refusals import FileRefused, Reason
from portal.settings import Settings
from portal.tenancy.fence import FencedSession

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class FileLimits:
    """How large one file may be, and all files of an entity together; in bytes."""

    one: int
    all: int


# For data that the portal makes itself: demonstrations and measurements.
UNLIMITED = FileLimits(one=2**62, all=2**62)


def limits_of(visit: Visit, settings: Settings) -> FileLimits:
    """The portal's limits, lowered by the account's own."""
    own: Mapping[str, object] = visit.account.limits
    return FileLimits(settings.most("file_megabytes", own) * MEGABYTE, settings.most("files_megabytes", own) * MEGABYTE)


def refuse_size(size: int, limits: FileLimits) -> None:
    """Raise FileRefused for more bytes than one file may have."""
    if size > limits.one:
        sentence = f"has {size} bytes, more than the {limits.one} allowed"
        raise FileRefused(Reason.TOO_LARGE, sentence, code="file_too_large")


def refuse_beyond_quota(session: FencedSession, more: int, limits: FileLimits) -> None:
    """Raise Conflict when the entity's files and these further bytes are more than it may have."""
    used = int(session.scalar(select(func.coalesce(func.sum(File.size), 0))) or 0)
    if used + more > limits.all:
        raise Conflict(
            f"the entity's files have {used} of {limits.all} bytes, and this one has {more}: delete some first",
            code="quota_exceeded",
            cause={"used": used, "limit": limits.all, "wanted": more},
        )
