"""What the schema's own triggers refuse, whoever asks: issued documents do not change, activity only grows."""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from portal.models import Base
from tests.support.stores import BACKENDS
from tests.tenancy.places import place_for
from tests.tenancy.world import NOON, OURS, Backend, fill, open_backend, rows_of

# What may still change on an issued document: payments, void, conflict, PDF, search and metadata (design, Documents).
MUTABLE = {
    "paid_total",
    "open_total",
    "voided_at",
    "void_reason",
    "in_conflict",
    "search_text",
    "pdf_sha256",
    "updated_at",
    "meta",
    "customer_id",  # which card it is filed under; the party itself stands in frozen columns
}
DOCUMENT = Base.metadata.tables["document"]
PARTS = ("document_line", "document_charge", "document_tax", "document_relation")


def changed(name: str) -> object:
    """Another value of the column's own type."""
    column = DOCUMENT.c[name]
    if name == "customer_id":
        return None
    kind = column.type.python_type
    if name in {"due_date", "supply_date", "period_start", "period_end", "tax_point_date", "issue_date"}:
        return NOON.date().replace(day=1)
    if name.endswith("_at"):
        return NOON.replace(hour=1)
    samples = {
        "type": "estimate",
        "direction": "received",
        "origin": "imported",
        "type_code": "381",
        "currency": "USD",
        "tax_currency": "USD",
    }
    if kind is bool:
        return True
    return samples.get(name) or {dict: {"other": 1}, list: ["other"], int: 7, str: "other"}.get(kind, 7)


COLUMNS = [column.name for column in DOCUMENT.columns]


@pytest.fixture(scope="module", params=BACKENDS)
def papers(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    """A filled database whose document is issued; the tests over it undo what they change."""
    with place_for(request.param, tmp_path_factory.mktemp("papers"), request) as place:
        backend = open_backend(place.url, place.powerful_url)
        with backend.in_the_open() as connection:
            fill(connection)
        yield backend
        backend.close()


def change(backend: Backend, name: str, *, issued: bool) -> int:
    """Change one column of the document, without wall, and undo it; returns how many rows it met."""
    engine = create_engine(backend.unwalled.url, poolclass=NullPool)
    mine = DOCUMENT.c.id == "document-ours"
    with engine.connect() as connection:
        if issued:
            connection.execute(update(DOCUMENT).where(mine).values(issued_at=NOON))
        return connection.execute(update(DOCUMENT).where(mine).values({name: changed(name)})).rowcount


@pytest.mark.parametrize("name", COLUMNS)
def test_an_issued_document_is_frozen(papers: Backend, name: str) -> None:
    if name in MUTABLE:
        assert change(papers, name, issued=True) == 1
    else:
        with pytest.raises(DBAPIError, match="an issued document does not change"):
            change(papers, name, issued=True)


@pytest.mark.parametrize(
    "name", [name for name in COLUMNS if name not in {"id", "account_id", "environment", "entity_id", "customer_id"}]
)
def test_a_draft_is_not(papers: Backend, name: str) -> None:
    assert change(papers, name, issued=False) == 1


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("issued", [True, False], ids=["issued", "draft"])
def test_the_parts_of_an_issued_document_are_frozen_with_it(papers: Backend, part: str, issued: bool) -> None:
    table = Base.metadata.tables[part]
    new = next(row for row in rows_of(table) if row["entity_id"] == OURS.entity_id) | {"id": "new", "position": 9}
    new = {name: value for name, value in new.items() if name in table.columns}
    attempts = (
        table.insert().values(new),
        table.update().where(table.c.id == f"{part}-ours").values(document_id="document-ours", id="other"),
        table.delete().where(table.c.id == f"{part}-ours"),
    )
    engine = create_engine(papers.unwalled.url, poolclass=NullPool)
    for attempt in attempts:
        with engine.connect() as connection:
            if issued:
                connection.execute(update(DOCUMENT).where(DOCUMENT.c.id == "document-ours").values(issued_at=NOON))
                with pytest.raises(DBAPIError, match="an issued document does not change"):
                    connection.execute(attempt)
            else:
                assert connection.execute(attempt).rowcount in {1, -1}


def test_an_issued_document_is_never_deleted(papers: Backend) -> None:
    engine = create_engine(papers.unwalled.url, poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(update(DOCUMENT).where(DOCUMENT.c.id == "document-ours").values(issued_at=NOON))
        with pytest.raises(DBAPIError, match="never deleted"):
            connection.execute(DOCUMENT.delete().where(DOCUMENT.c.id == "document-ours"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE activity SET event = 'x' WHERE id = 'activity-ours'",
        "UPDATE activity SET digest = digest",
        "DELETE FROM activity WHERE id = 'activity-ours'",
        "DELETE FROM activity",
        "DELETE FROM activity_head",
    ],
)
def test_activity_is_append_only_for_everybody(papers: Backend, statement: str) -> None:
    """For the portal's own role, for the owner of the tables and for a superuser alike."""
    engine = create_engine(papers.unwalled.url, poolclass=NullPool)
    with engine.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
        connection.execute(text(statement))
