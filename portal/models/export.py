"""Files made on request."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Index,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, entity_key
from portal.models.whereabouts import Noted
from portal.tenancy.ownership import (
    EntityOwned,
)


class Export(Noted, EntityOwned, Base):
    """A file made on request, and how far it is. Its bytes are in the storage while `sha256` is set."""

    __tablename__ = "export"
    __table_args__ = (
        entity_key(),
        Index(None, "entity_id", "created_at"),
        Index(None, "entity_id", "sha256"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    """xlsx, csv, pdf or xml."""
    parameters: Mapped[dict[str, Any]]
    """What was asked for: documents by id, or types, days and direction; and the language of the titles."""
    state: Mapped[str] = mapped_column(String(12))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    name: Mapped[str]
    """What the file is saved as."""
    sha256: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int | None] = mapped_column(BigInteger)
    failed: Mapped[list[Any]] = mapped_column(default=list)
    """What could not be put in: document_id, number, code and message of each."""
    error: Mapped[str | None]
    has_drafts: Mapped[bool] = mapped_column(default=False)
    """Such a file is for those alone who may read drafts."""
    requested_by: Mapped[str]
    requested_subject: Mapped[str | None] = mapped_column(String(40))
    """The id of the person or key that asked."""
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
