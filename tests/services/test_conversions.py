"""From one document to the next: what is taken over, what is not, and what names what."""

from decimal import Decimal

import pytest

from portal.database import Database
from portal.demo.cast import Cast
from portal.documents.types import KINDS, DocumentType
from portal.errors import Conflict, Invalid
from portal.services.catalog.payments import record_payment
from portal.services.documents.conversions import convert_document
from portal.services.documents.issuing import issue_document
from portal.services.documents.voiding import void_document
from portal.services.reading.document_lists import show_record
from portal.services.reading.documents import show_document
from tests.services.firm import TODAY, inside
from tests.services.papers import line, made, percent, rate
from tests.support.portal import on_both

T = DocumentType


@pytest.mark.parametrize(("source", "to"), [(source, to) for source in T for to in KINDS[source].becomes])
def test_everything_that_can_become_something(
    cast_database: Database, cast: Cast, source: DocumentType, to: DocumentType
) -> None:
    with inside(cast_database, cast) as visit:
        before = made(
            visit,
            line("100", "2", discounts=(percent("10"),), tax=rate("9.5")),
            kind=source,
            note="N",
            metadata={"a": "b"},
        )
        after = convert_document(visit, before.id, to)
        assert (after.type, after.is_draft, after.number, after.metadata) == (to, True, None, {})
        assert (after.total, after.total_with_tax, after.customer) == (
            before.total,
            before.total_with_tax,
            before.customer,
        )
        assert after.items[0].discounts == before.items[0].discounts
        assert issue_document(visit, after.id).number is not None
        names = {each.relation_type for each in after.document_relations}
        if to is T.CREDIT_NOTE and source is not T.CREDIT_NOTE:
            assert names == {"credit_for"}
        elif source is T.ADVANCE_INVOICE and to is T.INVOICE:
            assert names == {"advance_applied"}
        else:
            assert names == (set() if source is to else {"converted_from"})


@pytest.mark.parametrize(
    ("source", "to"), [(T.INVOICE, T.ESTIMATE), (T.DELIVERY_NOTE, T.CREDIT_NOTE), (T.CREDIT_NOTE, T.INVOICE)]
)
def test_the_rest_cannot(cast_database: Database, cast: Cast, source: DocumentType, to: DocumentType) -> None:
    with inside(cast_database, cast) as visit, pytest.raises(Invalid, match="to: "):
        convert_document(visit, made(visit, kind=source).id, to)


def test_a_draft_is_copied_and_becomes_nothing_else(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        draft = made(visit, kind=T.ESTIMATE, draft=True)
        assert convert_document(visit, draft.id, T.ESTIMATE, is_draft=False).date == TODAY
        with pytest.raises(Conflict) as refused:
            convert_document(visit, draft.id, T.INVOICE)
        assert refused.value.code == "document_is_draft"


@on_both
def test_what_was_paid_in_advance_is_taken_off_once(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        advance = made(visit, line("100"), kind=T.ADVANCE_INVOICE)
        record_payment(visit, document_id=advance.id, amount=Decimal(50))
        invoice = convert_document(visit, advance.id, T.INVOICE, is_draft=False)
        assert (invoice.total_with_tax, invoice.prepaid, invoice.total_due) == (Decimal(122), Decimal(50), Decimal(72))
        assert [each.relation for each in show_document(visit, invoice.id).related] == ["advance"]
        assert [each.relation for each in show_document(visit, advance.id).related] == ["settled_by"]
        assert show_record(visit, advance.id).document_relations[0].relation_type == "applied_to"
        with pytest.raises(Conflict) as refused:
            convert_document(visit, advance.id, T.INVOICE, is_draft=False)
        assert refused.value.code == "advance_applied"
        void_document(visit, invoice.id)
        assert convert_document(visit, advance.id, T.INVOICE, is_draft=False).total_due == 72


def test_hidden_prices_and_proformas_stay_what_they_are(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        note = made(visit, kind=T.DELIVERY_NOTE, hide_prices=True)
        assert convert_document(visit, note.id, T.DELIVERY_NOTE).hide_prices
        assert not convert_document(visit, note.id, T.INVOICE).hide_prices
        proforma = made(visit, kind=T.ESTIMATE, title_type="proforma_invoice")
        assert convert_document(visit, proforma.id, T.ESTIMATE).title_type == "proforma_invoice"
        assert convert_document(visit, proforma.id, T.INVOICE).title_type is None
