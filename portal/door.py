"""The one look-up before any scope is known: the digest of a secret -> who, and where. One exact row, nothing else."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.database import Database
from portal.identity import Environment, Scope
from portal.models import Credential


@dataclass(frozen=True, slots=True)
class Found:
    """What stands behind a secret. Ended ones are found too: their page still names the firm to turn to."""

    kind: str
    scope: Scope
    subject: str
    ends_at: datetime | None

    def live_at(self, at: datetime) -> bool:
        return self.ends_at is None or at < self.ends_at


def digest_of(secret: str) -> str:
    """SHA-256 in hex. Enough for secrets of 128 random bits and more (ASVS 6.5.2); never for what people choose."""
    return hashlib.sha256(secret.encode()).hexdigest()


def look_up(database: Database, secret: str) -> Found | None:
    """The credential of this secret, live or ended; None for a stranger's."""
    table = Credential.__table__.c
    columns = (table.kind, table.account_id, table.environment, table.entity_id, table.subject, table.ends_at)
    digest = digest_of(secret)
    with database.at_the_door(digest) as connection:
        row = connection.execute(select(*columns).where(table.digest == digest)).one_or_none()
    if row is None:
        return None
    kind, account_id, environment, entity_id, subject, ends_at = row
    return Found(kind, Scope(account_id, Environment(environment), entity_id), subject, ends_at)
