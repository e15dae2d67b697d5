"""Issuing: a number, and from then on nothing changes; in live only what the country's law lets count."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from portal.database import Database, Visit
from portal.demo.cast import Cast
from portal.documents.types import DocumentType
from portal.errors import Conflict, DatabaseUnavailable, Invalid, NotFound
from portal.models import Activity, Document, DocumentLine, Entity
from portal.pdf import Ribbon
from portal.services.documents.drafts import update_document
from portal.services.documents.input import ExchangeRate, FiscalInput
from portal.services.documents.issuing import issue_document
from portal.services.documents.versions import list_versions
from portal.services.documents.voiding import void_document
from portal.services.firm.entities import change_entity
from portal.services.paper.printing import printed_content
from portal.services.reading.document_filters import read_filters
from portal.services.reading.document_list import list_documents
from portal.storage import Storage
from tests.services.firm import TODAY, inside
from tests.services.papers import BUYER, GERMAN, gross_line, line, made, paper, rate
from tests.support.portal import on_both
from tests.support.stores import RING

ZOI, EOR = "0" * 32, "12345678-1234-1234-1234-123456789012"
READY: dict[str, Any] = {
    "vat_id": "SI15032582",
    "tax_number": "15032582",
    "company_number": "8123457000",
    "address": {"line1": "Lipova 1", "city": "Kranj", "post_code": "4000"},
}


def live(database: Database, cast: Cast, **changes: Any) -> Any:
    """A visit in Ada's live entity, which is made ready."""
    with inside(database, cast, cast.scopes[cast.linden]) as visit:
        change_entity(visit, **{**READY, "country": "SI", **changes})
    return inside(database, cast, cast.scopes[cast.linden])


def row(visit: Visit, document_id: str) -> Document:
    return visit.session.scalars(select(Document).where(Document.id == document_id)).one()


@on_both
def test_a_draft_is_issued_with_all_that_it_says(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        draft = made(visit, line("3", "3"), gross_line("9.99"), draft=True, note="Hvala")
        issued = issue_document(visit, draft.id, reason="agreed")
        assert (issued.id, issued.number, issued.is_draft) == (draft.id, "2026-00001", False)
        assert (issued.total, issued.total_with_tax, issued.note) == (draft.total, draft.total_with_tax, "Hvala")
        assert (issued.total_due, issued.total_paid, issued.paid_in_full) == (issued.total_with_tax, Decimal(0), False)
        assert issued.payment_reference == "SI00 2026-00001"
        newest = list_versions(visit, draft.id)[0]
        assert (newest.reason, "number" in newest.changed_fields) == ("agreed", True)
        with pytest.raises(Conflict) as refused:
            issue_document(visit, draft.id)
        assert refused.value.code == "document_issued"
        events = visit.session.scalars(select(Activity.event).where(Activity.object_id == draft.id)).all()
        assert events == ["document:added", "document:issued"]


def rewrite(visit: Visit, document_id: str, name: str, value: object) -> None:
    with visit.write() as writing:
        setattr(writing.scalars(select(Document).where(Document.id == document_id)).one(), name, value)


def remove_line(visit: Visit, line_id: str) -> None:
    with visit.write() as writing:
        writing.delete(writing.scalars(select(DocumentLine).where(DocumentLine.id == line_id)).one())


@on_both
def test_an_issued_document_is_frozen(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        invoice = made(visit)
        changes = {"net_total": Decimal(1), "legends": ["x"], "number": "1", "issue_date": date(2026, 1, 1)}
        for name, value in changes.items():
            with pytest.raises((DBAPIError, DatabaseUnavailable), match="does not change"):
                rewrite(visit, invoice.id, name, value)
        with pytest.raises((DBAPIError, DatabaseUnavailable), match="does not change"):
            remove_line(visit, invoice.items[0].id)


def test_the_day_of_a_draft_is_the_day_of_its_issue(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        floating, fixed = made(visit, draft=True), made(visit, draft=True, issue_date=date(2026, 11, 20))
    with inside(cast_database, cast) as visit:
        visit.at += timedelta(days=3)
        assert issue_document(visit, fixed.id).date == date(2026, 11, 20)
        issued = issue_document(visit, floating.id)
        assert (issued.date, issued.date_due) == (TODAY + timedelta(days=3), TODAY + timedelta(days=18))


def test_pages_find_it_as_any_other(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        made(visit, line("1234.56", name="Šivanje zastav", tax=None), customer=GERMAN)
        number = made(visit, kind=DocumentType.CREDIT_NOTE).number
        for words in ("sivanje", "eiche", "1.234,56", "1234.56"):
            found = list_documents(visit, RING, read_filters({"q": words}), None)
            assert [each.number for each in found.rows] == ["2026-00001"], words
        found = list_documents(visit, RING, read_filters({"q": "cn2026"}), None)
        assert [each.number for each in found.rows] == [number]


def test_the_paper_says_it_whole(cast_database: Database, cast: Cast, data_dir: Path) -> None:
    with inside(cast_database, cast) as visit:
        kept, storage = visit.entity.legal_notes, Storage(data_dir / "files")
        invoice = made(visit, customer=GERMAN, note="Hvala", footer="Foot", payment_terms="30 days", tax_clause="Own")
        change_entity(visit, legal_notes=["Later"])
        vars(visit).pop("entity", None)
        paper_of_it = printed_content(visit, storage, row(visit, invoice.id))
        assert paper_of_it.legends == invoice.legends
        assert (paper_of_it.notes, paper_of_it.payment_terms) == (("Hvala",), "30 days")
        assert paper_of_it.footer == (*kept, "Foot")
        assert paper_of_it.tax_groups[0].reason == invoice.taxes[0].reason
        assert paper_of_it.ribbon is Ribbon.SANDBOX
        hidden = made(visit, kind=DocumentType.DELIVERY_NOTE, hide_prices=True)
        assert not printed_content(visit, storage, row(visit, hidden.id)).prices_shown


def test_no_document_is_issued_for_next_year(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit, pytest.raises(Invalid, match="days ahead"):
        made(visit, issue_date=TODAY + timedelta(days=32))


@on_both
def test_live_asks_for_a_ready_entity(cast_database: Database, cast: Cast) -> None:
    with live(cast_database, cast, company_number=None, address={}) as visit:
        draft = made(visit, draft=True)
        with pytest.raises(Conflict) as refused:
            issue_document(visit, draft.id)
        assert refused.value.code == "entity_not_ready"
        assert refused.value.cause is not None
        codes = [missing["code"] for missing in refused.value.cause["missing"]]
        assert codes == ["missing_street", "missing_city", "missing_post_code", "missing_company_number"]
    with live(cast_database, cast) as visit:
        assert issue_document(visit, draft.id).number == "2026-00001"


def test_live_asks_for_a_complete_document(cast_database: Database, cast: Cast) -> None:
    with live(cast_database, cast) as visit:
        made(visit, line("80"), customer=None)
        with pytest.raises(Conflict) as refused:
            made(visit, line("101"), customer=None)
        assert refused.value.code == "document_incomplete"
        with pytest.raises(Conflict, match="day of the supply"):
            made(visit, customer=GERMAN | {"address": {"line1": "Allee 1", "country": "DE"}})
        with pytest.raises(Conflict, match="exchange rate to EUR"):
            made(visit, currency="USD")
        made(visit, currency="USD", exchange_rate=ExchangeRate(rate=Decimal("0.9")))
    with inside(cast_database, cast) as visit:
        assert made(visit, line("101"), customer=None).number is not None


def test_live_asks_for_the_certified_channel(cast_database: Database, cast: Cast) -> None:
    with live(cast_database, cast) as visit:
        with pytest.raises(Conflict) as refused:
            made(visit, payment_type="cash")
        assert refused.value.code == "fiscal_identifiers_missing"
        assert refused.value.cause == {"channel": "FURS", "missing": ["zoi", "eor"]}
        confirmed = made(visit, payment_type="card", fiscal=FiscalInput(identifiers={"zoi": ZOI, "eor": EOR}))
        assert [note["text"] for note in row(visit, confirmed.id).notes] == [f"ZOI: {ZOI}", f"EOR: {EOR}"]
        elsewhere = made(visit, payment_type="cash", fiscal=FiscalInput(issued_elsewhere="Till of the shop"))
        told = visit.session.scalars(select(Activity.details).where(Activity.object_id == elsewhere.id)).one()
        assert told["issued_elsewhere"] == "Till of the shop"
        with pytest.raises(Invalid, match="ZOI is 32 digits"):
            made(visit, fiscal=FiscalInput(identifiers={"zoi": "x"}))
        with pytest.raises(Invalid, match="jir: is unknown"):
            made(visit, fiscal=FiscalInput(identifiers={"jir": EOR}))


def test_identifiers_come_for_the_number_that_was_expected(cast_database: Database, cast: Cast) -> None:
    with live(cast_database, cast) as visit:
        draft = made(visit, draft=True, payment_type="cash")
        given = FiscalInput(identifiers={"zoi": ZOI, "eor": EOR})
        with pytest.raises(Conflict) as refused:
            issue_document(visit, draft.id, fiscal=given, expected_number="2026-00002")
        assert (refused.value.code, refused.value.cause) == ("number_taken", {"number": "2026-00001"})
        assert issue_document(visit, draft.id, fiscal=given, expected_number="2026-00001").fiscal == given


@on_both
def test_a_voided_document_stays_and_counts_for_nothing(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        invoice, offer = made(visit), made(visit, kind=DocumentType.ESTIMATE)
        voided = void_document(visit, invoice.id, reason="wrong customer")
        assert (voided.number, voided.void_reason, voided.voided_at) == (invoice.number, "wrong customer", visit.at)
        refused = {
            invoice.id: "already_voided",
            offer.id: "not_voidable",
            made(visit, draft=True).id: "document_is_draft",
        }
        for document_id, code in refused.items():
            with pytest.raises(Conflict) as error:
                void_document(visit, document_id)
            assert error.value.code == code
        assert made(visit).number == "2026-00002"
        with pytest.raises(NotFound):
            void_document(visit, "inv_x")


def test_issued_documents_keep_the_seller_of_their_day(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        before, waiting = made(visit), made(visit, draft=True)
        with visit.write() as writing:
            writing.scalars(select(Entity)).one().name = "Elm Atelier d.o.o."
        vars(visit).pop("entity", None)
        assert issue_document(visit, waiting.id).issuer.name == "Elm Atelier d.o.o."
        assert row(visit, before.id).seller["name"] == "Elm Studio d.o.o."
        assert update_document(visit, before.id, {"metadata": {"a": "b"}}).issuer.name == "Elm Studio d.o.o."


def test_a_failed_issue_takes_no_number(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        with pytest.raises(Invalid):
            made(visit, expected_total_with_tax=Decimal(1))
        with pytest.raises(Invalid):
            made(visit, fiscal=FiscalInput(identifiers={"zoi": "x"}))
        assert made(visit).number == "2026-00001"
        assert paper() == replace(paper(), customer=BUYER)


def test_live_asks_for_a_rate_of_the_country(cast_database: Database, cast: Cast) -> None:
    with live(cast_database, cast) as visit:
        with pytest.raises(Conflict, match=r"17 % was never charged in SI; there are 5 %, 8\.5 %, 9\.5 %") as refused:
            made(visit, line(tax=rate("17")))
        assert (refused.value.code, refused.value.cause) == ("unknown_rate", {"rates": ["17"]})
        abroad = {"name": "Anna", "address": {"line1": "Allee 1", "city": "Berlin", "country": "DE"}}
        assert made(visit, line(tax=rate("19")), customer=abroad, service_from=TODAY).number is not None
        assert made(visit, line(tax=rate("9.5"))).number is not None
        assert made(visit, line(tax=rate("17")), kind=DocumentType.ESTIMATE).number is not None
