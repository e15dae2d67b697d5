"""A firm with entities that the import tests work in, and what then stands in their rows."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import TypedDict, TypeVar, Unpack

from sqlalchemy import select

from portal.database import Database, Visit
from portal.identity import Environment, Scope, system
from portal.services.firm.accounts import Contact, create_account
from portal.services.firm.entities import create_entity

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
Row = TypeVar("Row")


def firm_of(database: Database) -> Scope:
    return Scope(create_account(database, "Ada & Co", Contact(), at=NOW), Environment.SANDBOX)


class TaxIds(TypedDict, total=False):
    """What an entity is known by on an invoice."""

    vat_id: str
    tax_number: str
    company_number: str


def entity_of(database: Database, firm: Scope, **ids: Unpack[TaxIds]) -> Scope:
    """A Slovenian entity in the sandbox with these tax ids and no others."""
    with database.visit(system(firm), at=NOW) as outside:
        made = create_entity(
            outside,
            database,
            name="Studio Lipa",
            country="SI",
            currency="EUR",
            locale="sl_SI",
            timezone="Europe/Ljubljana",
            **ids,
        )
    return firm.within(made)


def rows(visit: Visit, kind: type[Row]) -> Sequence[Row]:
    return visit.session.scalars(select(kind)).all()


def only(visit: Visit, kind: type[Row]) -> Row:
    (row,) = rows(visit, kind)
    return row


def decimals(*texts: str) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, texts))
