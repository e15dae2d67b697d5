"""Which entity a thing is in, by its id alone: how an account key that names a thing comes into its entity."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, entity_key
from portal.tenancy.ownership import Addressed, EntityOrAccountOwned


class Whereabouts(EntityOrAccountOwned, Base):
    """One thing's id and its entity, and nothing about it. Stays when the thing is gone: ids are never used twice."""

    __tablename__ = "whereabouts"
    __table_args__ = (entity_key(),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    entity_id: Mapped[str] = mapped_column(String(40))


class Noted(Addressed):
    """Mixed into what the API addresses by id: the fence notes each new row's whereabouts."""

    id: Mapped[str]

    def whereabouts(self) -> Whereabouts:
        return Whereabouts(id=self.id)
