"""Credit notes: an invoice taken back whole or in part, with the taxes it had, and never more than is left of it."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.database import Database
from portal.demo.cast import Cast
from portal.documents.types import DocumentType
from portal.errors import Conflict, Invalid
from portal.services.documents.crediting import LineToCredit, credit_note_for
from portal.services.documents.input import Link
from portal.services.documents.issuing import issue_document
from portal.services.documents.relations import PRECEDING
from portal.services.documents.voiding import void_document
from portal.services.firm.readiness import is_tax_subject
from portal.services.reading.document_lists import show_record
from portal.services.reading.documents import show_document
from tests.services.firm import inside
from tests.services.papers import GERMAN, gross_line, line, made, off, percent, rate
from tests.services.test_drafts import settle
from tests.support.portal import on_both


def refused(code: str, call: Any, *args: Any, **more: Any) -> Conflict:
    with pytest.raises(Conflict) as error:
        call(*args, **more)
    assert error.value.code == code
    return error.value


@on_both
def test_a_whole_invoice_is_taken_back(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        invoice = made(visit, line("100", "3", discounts=(percent("10"), off("1"))), gross_line("9.99"), note="Note")
        note = credit_note_for(visit, invoice.id, reason="Returned")
        assert (note.number, note.note, note.date_due) == ("CN-2026-00001", "Returned", None)
        assert (note.total, note.taxes[0].amount, note.total_with_tax) == (
            invoice.total,
            invoice.taxes[0].amount,
            invoice.total_with_tax,
        )
        assert note.customer == invoice.customer
        (relation,) = note.document_relations
        assert (relation.relation_type, relation.target_id, relation.number) == (
            "credit_for",
            invoice.id,
            invoice.number,
        )
        (other,) = show_record(visit, invoice.id).document_relations
        assert (other.relation_type, other.target_id) == ("has_credit", note.id)
        assert [each.relation for each in show_document(visit, note.id).related] == ["credits"]
        assert [each.relation for each in show_document(visit, invoice.id).related] == ["credited_by"]
        refused("credit_exceeds_invoice", credit_note_for, visit, invoice.id)
        assert show_record(visit, invoice.id).total_due == invoice.total_with_tax


@on_both
def test_lines_are_taken_back_in_parts_and_the_rest_at_last(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        invoice = made(visit, line("0.33", "3", discounts=(off("0.10"),)), line("5"))
        first, second = (each.id for each in invoice.items)
        notes = [credit_note_for(visit, invoice.id, lines=[LineToCredit(first, Decimal(1))]) for _ in range(2)]
        error = refused(
            "credit_exceeds_invoice", credit_note_for, visit, invoice.id, lines=[LineToCredit(first, Decimal(2))]
        )
        assert error.cause == {"line_id": first, "left": Decimal(1), "asked": Decimal(2)}
        notes.append(credit_note_for(visit, invoice.id))
        assert [len(note.items) for note in notes] == [1, 1, 2]
        assert notes[2].items[1].total == 5
        assert sum(note.total_due for note in notes) <= invoice.total_with_tax
        refused("credit_exceeds_invoice", credit_note_for, visit, invoice.id, lines=[LineToCredit(second)])


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    prices=st.lists(st.decimals("0.01", "99", places=2), min_size=1, max_size=4),
    quantity=st.integers(2, 5),
    has_tax=st.booleans(),
)
def test_parts_never_come_to_more_than_the_whole(
    cast_database: Database, cast: Cast, prices: list[Decimal], quantity: int, has_tax: bool
) -> None:
    """Each part is rounded for itself; what that makes too much is taken off the last one as rounding (BT-114)."""
    one = gross_line if has_tax else line
    with inside(cast_database, cast) as visit:
        invoice = made(visit, *(one(f"{price}", f"{quantity}") for price in prices))
        pieces = [LineToCredit(each.id, Decimal(1)) for each in invoice.items]
        notes = [credit_note_for(visit, invoice.id, lines=pieces) for _ in range(quantity)]
        taken = sum((note.total_due for note in notes), Decimal(0))
        assert taken <= invoice.total_with_tax
        assert invoice.total_with_tax - taken <= Decimal("0.02") * quantity * len(prices)
        assert all(note.rounding_correction <= 0 for note in notes)
        for earlier, later in pairwise(notes):
            assert earlier.total == later.total or has_tax


def test_taxes_are_those_of_the_invoice_whatever_became_of_the_entity(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        taxed, abroad = made(visit, line(tax=rate("9.5"))), made(visit, customer=GERMAN)
        settle(visit, is_tax_subject=False)
        assert not is_tax_subject(visit.entity)
        note = credit_note_for(visit, taxed.id)
        assert (note.taxes[0].category, note.taxes[0].rate) == ("S", Decimal("9.5"))
        assert credit_note_for(visit, abroad.id).legends == abroad.legends


def test_a_credit_note_that_was_made_by_hand_is_held_to_the_same_total(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        invoice = made(visit, line("100"))
        links = (Link(kind=PRECEDING, document_id=invoice.id),)
        draft = made(visit, line("60"), kind=DocumentType.CREDIT_NOTE, links=links, draft=True)
        made(visit, line("50"), kind=DocumentType.CREDIT_NOTE, links=links)
        error = refused("credit_exceeds_invoice", issue_document, visit, draft.id)
        assert error.cause == {"invoice_id": invoice.id, "left": Decimal(61), "asked": Decimal("73.20")}
        for wrong in ("inv_x", made(visit, draft=True).id):
            with pytest.raises(Invalid, match="linked_documents"):
                made(visit, kind=DocumentType.CREDIT_NOTE, links=(Link(kind=PRECEDING, document_id=wrong),))
        with pytest.raises(Invalid, match="is in EUR"):
            made(visit, kind=DocumentType.CREDIT_NOTE, links=links, currency="USD")
        with pytest.raises(Invalid, match="cannot stand"):
            made(visit, links=links)


@on_both
def test_what_is_credited_is_not_voided_and_the_other_way_round(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        invoice = made(visit)
        note = credit_note_for(visit, invoice.id)
        assert refused("document_is_named", void_document, visit, invoice.id).cause == {"document_ids": [note.id]}
        void_document(visit, note.id)
        again = credit_note_for(visit, invoice.id)
        void_document(visit, again.id)
        void_document(visit, invoice.id)
        refused("already_voided", credit_note_for, visit, invoice.id)
        refused("document_is_draft", credit_note_for, visit, made(visit, draft=True).id)
        refused("not_creditable", credit_note_for, visit, made(visit, kind=DocumentType.ESTIMATE).id)


def test_an_older_invoice_is_credited_as_it_stands(cast_database: Database, cast: Cast) -> None:
    """Those of the cast were not made by these services: charges on the whole, base quantities, other legends."""
    with inside(cast_database, cast) as visit:
        for name in ("overdue_invoice", "paid_invoice", "overdue_partly_paid"):
            before = show_record(visit, cast.documents[name])
            note = credit_note_for(visit, before.id)
            assert (note.total, note.total_with_tax) == (before.total, before.total_with_tax), name


def test_lines_of_another_document_are_unknown(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        invoice, other = made(visit), made(visit)
        with pytest.raises(Invalid, match=r"items\[0\]\.id"):
            credit_note_for(visit, invoice.id, lines=[LineToCredit(other.items[0].id)])
