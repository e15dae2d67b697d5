"""What a document was before each change."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, entity_key, inner_key
from portal.tenancy.ownership import EntityOwned


class DocumentVersion(EntityOwned, Base):
    """One change of a draft, or of what stays changeable in an issued document: who, why, and what it then was."""

    __tablename__ = "document_version"
    __table_args__ = (entity_key(), inner_key("document_id", "document"), UniqueConstraint("document_id", "version"))

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    document_id: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    actor_kind: Mapped[str] = mapped_column(String(12))
    actor_name: Mapped[str]
    subject: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[str | None]
    changed: Mapped[list[Any]]
    """Names of the fields."""
    snapshot: Mapped[dict[str, Any]]
    """The document as the API showed it after the change."""
    created_at: Mapped[datetime]
