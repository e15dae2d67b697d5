"""Drafts: made from what a firm says, worked out without saving, changed with reasons, deleted; issued ones stay."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from portal.database import Database, Visit
from portal.demo.cast import Cast
from portal.documents.pricing import Mode
from portal.documents.types import DocumentType
from portal.errors import Invalid, NotFound
from portal.models import Customer, Document, Entity
from portal.services.catalog.customers import create_customer
from portal.services.catalog.items import create_item, delete_item
from portal.services.catalog.taxes import create_tax
from portal.services.documents.drafts import create_document, preview_document, update_document
from portal.services.documents.input import DocumentInput, ExchangeRate, TaxInput
from tests.services.firm import TODAY, inside
from tests.services.papers import BUYER, GERMAN, INVOICE, gross_line, line, made, off, paper, percent, rate
from tests.support.portal import on_both


def settle(visit: Visit, **settings: Any) -> None:
    """Change the entity's settings, and forget what was read of it."""
    with visit.write() as writing:
        entity = writing.scalars(select(Entity)).one()
        entity.settings = entity.settings | settings
    vars(visit).pop("entity", None)


@on_both
def test_a_draft_says_what_was_asked_for(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        draft = made(
            visit,
            line("100", "2", discounts=(percent("10"),), description="Two\ndays", unit="HUR"),
            gross_line("12.20", tax=rate("22")),
            line("50", tax=rate("9.5")),
            draft=True,
            note="Thanks",
            payment_terms="Net 30",
            tax_clause="Own clause",
            footer="Foot",
            signature="Ana",
            reference="PO-7",
            due_date=date(2026, 12, 31),
            service_from=date(2026, 11, 1),
            service_to=date(2026, 11, 30),
            metadata={"order": "7"},
        )
    assert (draft.is_draft, draft.number, draft.issued_at) == (True, None, None)
    assert (draft.date, draft.date_due) == (TODAY, date(2026, 12, 31))
    assert (draft.date_service, draft.date_service_to) == (date(2026, 11, 1), date(2026, 11, 30))
    assert (draft.total, draft.total_with_tax, draft.total_discount) == (Decimal(240), Decimal("286.55"), Decimal(20))
    assert [(tax.rate, tax.base, tax.amount) for tax in draft.taxes] == [
        (Decimal(22), Decimal(190), Decimal("41.80")),
        (Decimal("9.5"), Decimal(50), Decimal("4.75")),
    ]
    assert (draft.note, draft.payment_terms, draft.footer, draft.signature) == ("Thanks", "Net 30", "Foot", "Ana")
    assert (draft.legends, draft.reference, draft.payment_reference) == (("Own clause",), "PO-7", "PO-7")
    assert draft.customer is not None
    assert (draft.customer.name, draft.customer.city, draft.customer.country_code) == (BUYER["name"], "Kranj", "SI")
    assert (draft.issuer.name, draft.issuer.country_code) == ("Elm Studio d.o.o.", "SI")
    assert draft.metadata == {"order": "7"}


@on_both
def test_customers_items_and_taxes_come_by_id(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        card = create_customer(visit, name="Meadow", vat_id="SI68202938", address={"country": "SI", "city": "Bled"})
        tax = create_tax(visit, rates=[{"rate": Decimal("9.5")}], classification="books")
        item = create_item(visit, name="Book", price=Decimal(20), unit="C62", tax_id=tax.id)
        draft = made(
            visit,
            line(None, "3", name=None, item_id=item.id),
            line("5", name="Bag", item_id=item.id),
            line("5", tax=TaxInput(tax_id=tax.id)),
            line("5", tax=TaxInput(classification="books")),
            customer_id=card.id,
            draft=True,
        )
        first, second = draft.items[:2]
        assert (first.name, first.unit, first.price, first.total) == ("Book", "C62", Decimal(20), Decimal(60))
        assert (second.name, second.price) == ("Bag", Decimal(5))
        assert {each.taxes[0].rate for each in draft.items} == {Decimal("9.5")}
        assert {each.taxes[0].tax_id for each in draft.items} == {tax.id}
        assert draft.customer is not None
        assert draft.customer.city == "Bled"
        assert draft.customer_id == card.id
        delete_item(visit, item.id)
        with pytest.raises(Invalid, match=r"items\[0\]\.item_id"):
            made(visit, line(None, name=None, item_id=item.id))


def test_a_customer_is_kept_when_asked_to(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        draft = made(visit, save_customer=True, draft=True)
        card = visit.session.scalars(select(Customer).where(Customer.id == draft.customer_id)).one()
        assert (card.name, card.address["city"]) == (BUYER["name"], "Kranj")
        assert made(visit, draft=True).customer_id is None


def test_taxes_follow_the_rule_and_legends_cannot_be_left_out(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        goods = made(visit, customer=GERMAN, tax_clause="Mine", draft=True)
        assert (goods.taxes[0].category, goods.transaction_type) == ("K", "intra_eu_b2b")
        assert [legend.split(" / ")[-1] for legend in goods.legends] == [
            "Intra-Community supply, art. 138 Directive 2006/112/EC",
            "Mine",
        ]
        exempt = create_tax(visit, rates=[{"rate": Decimal(0)}], category="AE", reason="Ours", name="rc")
        stated = made(visit, line(tax=TaxInput(tax_id=exempt.id)), draft=True)
        assert stated.legends == ("Obrnjena davčna obveznost / Reverse charge",)
        settle(visit, is_tax_subject=False)
        small = made(visit, draft=True)
        assert (small.taxes[0].category, small.total_with_tax) == ("E", Decimal(100))
        assert "94. člena ZDDV-1" in small.legends[0]


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"lines": ()}, "items"),
        ({"lines": (line(),) * 1001}, "items"),
        ({"lines": (line(None),)}, "items[0].price"),
        ({"lines": (line(name=None),)}, "items[0].name"),
        ({"lines": (line(gross_price=Decimal(1)),)}, "items[0].gross_price"),
        ({"lines": (line("-1"),)}, "items[0].price"),
        ({"lines": (line(discounts=(percent("5"),) * 6),)}, "items[0].discounts"),
        ({"lines": (line(discounts=(percent("101"),)),)}, "items[0].discounts[0].value"),
        ({"lines": (line(discounts=(off("101"),)),)}, "items[0].discounts"),
        ({"lines": (line(tax=TaxInput(tax_id="tax_x")),)}, "items[0].taxes[0].tax_id"),
        ({"lines": (line(tax=TaxInput(classification="x")),)}, "items[0].taxes[0].classification"),
        ({"lines": (line(item_id="itm_x"),)}, "items[0].item_id"),
        ({"lines": (line(unit="kilograms"),)}, "items[0].unit"),
        ({"lines": (line(name="x" * 251),)}, "items[0].name"),
        ({"customer_id": "cus_x", "customer": None}, "customer_id"),
        ({"customer_id": "cus_x"}, "customer"),
        ({"customer": {"name": ""}}, "customer.name"),
        ({"customer": {"name": "x", "vat_id": "SI1"}}, "customer.vat_id"),
        ({"currency": "XYZ"}, "currency_code"),
        ({"note": "x" * 4001}, "note"),
        ({"reference": "a\nb"}, "reference"),
        ({"issue_date": date(1999, 1, 1)}, "date"),
        ({"due_date": date(2026, 11, 21)}, "date_due"),
        ({"service_to": date(2026, 1, 1)}, "date_service_to"),
        ({"title_type": "bill"}, "title_type"),
        ({"payment_type": "gold"}, "payment_type"),
        ({"metadata": {"a b": "c"}}, "metadata"),
        ({"exchange_rate": ExchangeRate(rate=Decimal(0))}, "exchange_rate.rate"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_what_cannot_stand_on_a_document_is_refused(
    cast_database: Database, cast: Cast, wrong: dict[str, Any], named: str
) -> None:
    with inside(cast_database, cast) as visit:
        before = len(visit.session.scalars(select(Document.id)).all())
        with pytest.raises(Invalid) as refused:
            create_document(visit, INVOICE, replace(paper(), **wrong), is_draft=True)
        assert str(refused.value).split(": ")[0] == named
        assert len(visit.session.scalars(select(Document.id)).all()) == before


def test_an_expected_total_must_be_met(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        made(visit, expected_total_with_tax=Decimal("122.0"), draft=True)
        with pytest.raises(Invalid) as refused:
            made(visit, expected_total_with_tax=Decimal("122.01"))
        assert refused.value.code == "total_mismatch"
        assert refused.value.cause == {"expected": Decimal("122.01"), "computed": Decimal("122.00")}


def test_other_currencies_are_stated_with_their_rate(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        yen = made(visit, line("100.4"), currency="JPY", exchange_rate=ExchangeRate(rate=Decimal("0.0061")), draft=True)
        assert (yen.total, yen.total_with_tax) == (Decimal(100), Decimal(122))
        assert yen.exchange_rate is not None
        assert yen.exchange_rate.quote_currency == "EUR"
        assert (yen.total_with_tax_converted, yen.taxes[0].amount_converted) == (Decimal("0.74"), Decimal("0.13"))
        row = visit.session.scalars(select(Document).where(Document.id == yen.id)).one()
        assert (row.tax_currency, row.tax_total_in_tax_currency) == ("EUR", Decimal("0.13"))


def test_settings_fill_in_what_is_not_said(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        assert made(visit, draft=True).date_due == date(2026, 12, 7)
        settle(
            visit,
            tax={"calculation": {"default_mode": "b2c_gross_discount"}, "cash_accounting": True},
            defaults={
                "default_invoice_due_days": 30,
                "default_invoice_note": "Hvala",
                "default_invoice_payment_terms": "30 days",
                "default_estimate_valid_days": 10,
            },
        )
        draft = made(visit, draft=True)
        assert (draft.date_due, draft.note, draft.payment_terms) == (date(2026, 12, 22), "Hvala", "30 days")
        assert draft.calculation_mode == Mode.GROSS
        assert "Cash accounting" in draft.legends[0]
        offer = made(visit, kind=DocumentType.ESTIMATE, draft=True)
        assert (offer.date_due, offer.date_valid_till) == (None, date(2026, 12, 2))


@on_both
def test_a_preview_saves_nothing_and_says_the_same(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        asked = paper(line("3", "3"), gross_line("9.99"), save_customer=True)
        seen = preview_document(visit, INVOICE, asked)
        with pytest.raises(NotFound):
            update_document(visit, seen.id, {"note": "x"})
        draft = create_document(visit, INVOICE, replace(asked, save_customer=False), is_draft=True)
        assert (seen.total, seen.taxes, seen.total_with_tax) == (draft.total, draft.taxes, draft.total_with_tax)
        assert [each.total for each in seen.items] == [each.total for each in draft.items]


def test_an_empty_input_says_what_is_missing(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit, pytest.raises(Invalid, match="items: are missing"):
        create_document(visit, INVOICE, DocumentInput())
