"""Classes of the tests' own over the same tables, with the relationships that the portal's own do without: every way
in which SQLAlchemy loads along one is tried."""

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from portal.tenancy.ownership import EntityOwned
from tests.tenancy.world import FOREIGN, OURS, SIBLING, Backend, rows_of, tables


class Loose(DeclarativeBase):
    """A registry apart: the portal's own must not grow by these."""


class Paper(EntityOwned, Loose):
    __tablename__ = "document"

    id: Mapped[str] = mapped_column(primary_key=True)
    party_name: Mapped[str]
    customer_id: Mapped[str | None]
    lines: Mapped[list["PaperLine"]] = relationship(
        primaryjoin="Paper.id == foreign(PaperLine.document_id)", back_populates="paper"
    )
    customer: Mapped["Party | None"] = relationship(primaryjoin="foreign(Paper.customer_id) == Party.id")


class PaperLine(EntityOwned, Loose):
    __tablename__ = "document_line"

    id: Mapped[str] = mapped_column(primary_key=True)
    document_id: Mapped[str]
    name: Mapped[str]
    paper: Mapped[Paper] = relationship(
        primaryjoin="Paper.id == foreign(PaperLine.document_id)", back_populates="lines"
    )


class Party(EntityOwned, Loose):
    __tablename__ = "customer"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


def poison(backend: Backend) -> None:
    """Rows that no constraint allows: lines of others on our document, a document of ours for another's customer."""
    named = {table.name: table for table in tables()}
    lines, documents = named["document_line"], named["document"]
    with backend.in_the_open() as connection:
        for position, scope in enumerate((SIBLING, FOREIGN), start=2):
            row = next(each for each in rows_of(lines) if each["entity_id"] == scope.entity_id)
            poisoned = row | {"id": f"poison-{scope.entity_id}", "document_id": "document-ours", "position": position}
            connection.execute(lines.insert(), poisoned)
        row = next(each for each in rows_of(documents) if each["entity_id"] == OURS.entity_id)
        poisoned = row | {"id": "document-poisoned", "customer_id": "customer-sibling", "number": "poisoned"}
        connection.execute(documents.insert(), poisoned)
