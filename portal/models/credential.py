"""The one table that is read before any scope is known: digest of a secret -> who, and where."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, entity_key
from portal.tenancy.ownership import EntityOrAccountOwned


class Credential(EntityOrAccountOwned, Base):
    """Digest of a secret -> who and where. Ended rows stay: their 410 page still knows the account."""

    __tablename__ = "credential"
    __table_args__ = (entity_key(),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    subject: Mapped[str] = mapped_column(String(40))
    ends_at: Mapped[datetime | None]
