"""The status of documents: the same in SQL and in Python for every document of the cast, on both back ends."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.models import Document
from portal.services.reading.document_status import Status, has_status, is_owed, is_still_owed, status_column, status_of
from tests.support.portal import World, on_both

TODAY = date(2026, 11, 22)
AMOUNTS = st.sampled_from([Decimal(-5), Decimal(0), Decimal("0.01"), Decimal(5)])
DOCUMENTS = st.builds(
    Document,
    type=st.sampled_from(["invoice", "credit_note", "advance_invoice", "estimate", "delivery_note"]),
    is_draft=st.booleans(),
    voided_at=st.none() | st.just(datetime(2026, 1, 1, tzinfo=UTC)),
    due_date=st.none() | st.sampled_from([TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1)]),
    open_total=AMOUNTS,
    paid_total=AMOUNTS,
    due_total=AMOUNTS,
)


def document(**changes: object) -> Document:
    usual = {
        "type": "invoice",
        "is_draft": False,
        "voided_at": None,
        "due_date": None,
        "open_total": Decimal(10),
        "paid_total": Decimal(0),
        "due_total": Decimal(10),
    }
    return Document(**(usual | changes))


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, Status.UNPAID),
        ({"due_date": TODAY}, Status.UNPAID),
        ({"due_date": TODAY - timedelta(days=1)}, Status.OVERDUE),
        ({"due_date": TODAY - timedelta(days=1), "paid_total": Decimal(5)}, Status.OVERDUE),
        ({"paid_total": Decimal(5), "open_total": Decimal(5)}, Status.PARTIALLY_PAID),
        ({"open_total": Decimal(0)}, Status.PAID),
        ({"open_total": Decimal(-1), "paid_total": Decimal(11)}, Status.PAID),
        ({"open_total": Decimal(-10), "due_total": Decimal(-10)}, Status.UNPAID),
        (
            {"open_total": Decimal(-10), "due_total": Decimal(-10), "due_date": TODAY - timedelta(days=1)},
            Status.OVERDUE,
        ),
        ({"is_draft": True, "open_total": Decimal(0)}, Status.DRAFT),
        ({"voided_at": datetime(2026, 1, 1, tzinfo=UTC)}, Status.VOIDED),
        ({"type": "estimate", "due_date": date(2020, 1, 1)}, Status.ISSUED),
        ({"type": "delivery_note", "open_total": Decimal(0)}, Status.ISSUED),
        ({"type": "credit_note", "due_date": date(2020, 1, 1)}, Status.UNPAID),
    ],
)
def test_each_rule(changes: dict[str, object], status: Status) -> None:
    assert status_of(document(**changes), TODAY) is status


@given(DOCUMENTS)
def test_every_document_has_exactly_one_status(document: Document) -> None:
    assert status_of(document, TODAY) in Status


@given(st.lists(DOCUMENTS, max_size=8))
def test_what_is_overdue_is_never_more_than_what_is_owed(documents: list[Document]) -> None:
    owed = [document for document in documents if is_still_owed(document, TODAY)]
    overdue = [document for document in owed if status_of(document, TODAY) is Status.OVERDUE]
    assert sum(document.open_total for document in overdue) <= sum(document.open_total for document in owed)
    assert overdue == [document for document in documents if status_of(document, TODAY) is Status.OVERDUE]


@on_both
def test_sql_and_python_agree_on_every_document_and_day(world: World) -> None:
    with world.visit("admin") as visit:
        for days in (-400, -30, -1, 0, 1, 400):
            today = visit.today + timedelta(days=days)
            found = visit.session.execute(select(Document, status_column(today))).all()
            assert found
            assert [status for _, status in found] == [status_of(document, today) for document, _ in found]


@on_both
def test_the_cast_shows_every_status_and_each_can_be_asked_for(world: World) -> None:
    with world.visit("admin") as visit:
        for status in Status:
            found = visit.session.scalars(select(Document).where(has_status(status, visit.today))).all()
            assert found, status
            assert {status_of(document, visit.today) for document in found} == {status}


def test_what_is_owed_is_open_and_a_bill(world: World) -> None:
    with world.visit("admin") as visit:
        owed = visit.session.scalars(select(Document).where(is_owed(visit.today))).all()
        assert owed
        assert {document.type for document in owed} <= {"invoice", "advance_invoice"}
        assert all(document.open_total > 0 and not document.is_draft for document in owed)
        every = visit.session.scalars(select(Document)).all()
        assert {document.id for document in every if is_still_owed(document, visit.today)} == {row.id for row in owed}
