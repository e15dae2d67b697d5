"""Drafts change and remember what they were; what is issued changes its metadata; a deleted draft leaves its files."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from portal.database import Database
from portal.demo.cast import Cast
from portal.errors import Conflict, NotFound
from portal.models import Customer, DocumentLine, DocumentVersion, File
from portal.services.catalog.customers import create_customer
from portal.services.documents.drafts import delete_draft, update_document
from portal.services.documents.versions import list_versions
from tests.services.firm import inside
from tests.services.papers import GERMAN, gross_line, line, made, percent
from tests.support.portal import on_both


@on_both
def test_drafts_change_and_remember(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        draft = made(visit, line("100", discounts=(percent("10"),)), gross_line("12.2"), draft=True, note="One")
        again = update_document(visit, draft.id, {"note": "Two"}, reason="typo")
        assert (again.note, again.total_with_tax, again.customer) == ("Two", draft.total_with_tax, draft.customer)
        assert [(each.price, each.gross_price, each.discounts) for each in again.items] == [
            (each.price, each.gross_price, each.discounts) for each in draft.items
        ]
        other = update_document(visit, draft.id, {"lines": (line("7"),), "customer": GERMAN})
        assert (other.total, other.taxes[0].category, len(other.items)) == (Decimal(7), "K", 1)
        newest, second, first = list_versions(visit, draft.id)
        assert (first.version, second.version, newest.version) == (1, 2, 3)
        assert (second.changed_fields, second.reason) == (("note",), "typo")
        assert {"items", "customer", "taxes", "total", "legends"} <= set(newest.changed_fields)
        assert (first.snapshot["note"], second.snapshot["note"], first.snapshot["total"]) == ("One", "Two", "100")
        assert (newest.actor_kind, newest.actor_name) == ("account_key", "backend")


def test_a_card_that_changes_leaves_the_draft_until_it_is_asked_for_again(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        card = create_customer(visit, name="Before")
        draft = made(visit, customer_id=card.id, draft=True)
        with visit.write() as writing:
            writing.scalars(select(Customer).where(Customer.id == card.id)).one().name = "After"
        kept = update_document(visit, draft.id, {"note": "x"})
        assert kept.customer is not None
        assert kept.customer.name == "Before"
        fresh = update_document(visit, draft.id, {"customer_id": card.id})
        assert fresh.customer is not None
        assert fresh.customer.name == "After"


@on_both
def test_what_is_issued_changes_its_metadata_and_nothing_else(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        invoice = made(visit)
        changed = update_document(visit, invoice.id, {"metadata": {"a": "b"}}, reason="filed")
        assert (changed.metadata, changed.number) == ({"a": "b"}, invoice.number)
        assert list_versions(visit, invoice.id)[0].changed_fields == ("metadata",)
        for change in ({"note": "x"}, {"lines": (line(),)}, {"metadata": {}, "reference": "x"}):
            with pytest.raises(Conflict) as refused:
                update_document(visit, invoice.id, change)
            assert refused.value.code == "document_issued"


@on_both
def test_a_deleted_draft_leaves_nothing_but_its_files(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        draft = made(visit, draft=True)
        with visit.write() as writing:
            file = writing.scalars(select(File).where(File.document_id.is_(None)).limit(1)).one()
            file.document_id = draft.id
        delete_draft(visit, draft.id)
        for kind in (DocumentLine, DocumentVersion):
            assert visit.session.scalars(select(kind).where(kind.document_id == draft.id)).all() == []
        assert visit.session.scalars(select(File.document_id).where(File.id == file.id)).one() is None
        with pytest.raises(NotFound):
            delete_draft(visit, draft.id)
        with pytest.raises(Conflict):
            delete_draft(visit, made(visit).id)
