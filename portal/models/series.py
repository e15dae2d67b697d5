"""Where each number series stands."""

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, entity_key
from portal.tenancy.ownership import EntityOwned


class NumberSeries(EntityOwned, Base):
    """The last number given in one series of one document type; taken and raised in one transaction."""

    __tablename__ = "number_series"
    __table_args__ = (entity_key(), UniqueConstraint("entity_id", "type", "series"))

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    type: Mapped[str] = mapped_column(String(16))
    series: Mapped[str]
    format: Mapped[str]
    last: Mapped[int] = mapped_column(default=0)
