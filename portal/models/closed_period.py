"""Periods that the firm has closed: what every report of one says for good."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, entity_key, inner_key
from portal.tenancy.ownership import EntityOwned


class ClosedPeriod(EntityOwned, Base):
    """A closed month, quarter or year. Frozen by trigger once `closed_at` is set, its documents with it."""

    __tablename__ = "closed_period"
    __table_args__ = (entity_key(), UniqueConstraint("entity_id", "id"), UniqueConstraint("entity_id", "period"))

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    period: Mapped[str] = mapped_column(String(7))
    """`2026-03`, `2026-Q1` or `2026`."""
    country: Mapped[str] = mapped_column(String(2))
    currency: Mapped[str] = mapped_column(String(3))
    """Both as the entity had them."""
    figures: Mapped[dict[str, Any]]
    """What the VAT summaries came to: by report a list of `currency`, `documents`, `base` and `tax`."""
    payments: Mapped[list[Any]]
    """Each as `portal.reports.rows.to_plain`."""
    closed_by: Mapped[str]
    subject: Mapped[str | None] = mapped_column(String(40))
    closed_at: Mapped[datetime | None]
    """Set last, in the transaction that made it."""


class ClosedDocument(EntityOwned, Base):
    """One document of a closed period, as the reports count it."""

    __tablename__ = "closed_document"
    __table_args__ = (
        entity_key(),
        inner_key("period_id", "closed_period"),
        inner_key("document_id", "document"),
        UniqueConstraint("period_id", "document_id"),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    period_id: Mapped[str] = mapped_column(String(40))
    document_id: Mapped[str] = mapped_column(String(40))
    counted: Mapped[dict[str, Any]]
    """As `portal.reports.rows.to_plain`."""
