"""Files made on request."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    Index,
    String,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, entity_key, inner_key
from portal.models.whereabouts import Noted
from portal.tenancy.ownership import (
    EntityOwned,
)


class Export(Noted, EntityOwned, Base):
    """A file made on request, and how far it is."""

    __tablename__ = "export"
    __table_args__ = (entity_key(), inner_key("file_id", "file"), Index(None, "entity_id", "created_at"))

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    parameters: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(12))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    file_id: Mapped[str | None] = mapped_column(String(40))
    requested_by: Mapped[str]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
