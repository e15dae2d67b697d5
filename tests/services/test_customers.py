"""Customers are made, changed, found, deleted and restored."""

from typing import Any

import pytest
from sqlalchemy import select

from portal.database import Database
from portal.demo.cast import Cast
from portal.einvoice import Address, Contact, Identifier
from portal.errors import Invalid, NotFound
from portal.models import Activity, Customer
from portal.services.catalog.customers import (
    change_customer,
    create_customer,
    delete_customer,
    list_customers,
    party_of,
    restore_customer,
    show_customer,
)
from portal.services.lists.listing import Wanted
from tests.services.firm import AT, inside
from tests.support.portal import on_both
from tests.support.stores import RING

BUYER: dict[str, Any] = {
    "name": "Kupec d.o.o.",
    "vat_id": "si 5022 3054",
    "email": "Racuni@Kupec.example",
    "phone": "+386 1 555 00 11",
    "company_number": "5000",
    "address": {"line1": "Cesta 1", "city": "Celje", "post_code": "3000", "country": "SI"},
    "peppol_id": "50223054",
    "peppol_scheme_id": "9949",
    "bank_accounts": [{"iban": "SI56 1910 0000 0123 438", "name": "Kupec"}],
    "is_end_consumer": False,
    "metadata": {"crm": "17"},
}


@on_both
def test_a_customer_is_kept_as_it_was_said(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        made = create_customer(visit, **BUYER)
        assert (made.vat_id, made.email) == ("SI50223054", "racuni@kupec.example")
        assert made.bank_accounts == ({"iban": "SI56191000000123438", "name": "Kupec"},)
        assert (made.contact_type, made.is_tax_subject, made.is_end_consumer) == ("buyer", None, False)
        assert (made.created_at, made.updated_at, made.metadata) == (AT, None, {"crm": "17"})
        assert show_customer(visit, made.id) == made


@on_both
def test_a_name_is_enough_and_what_is_not_named_stays(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        made = create_customer(visit, name="Ana")
        assert show_customer(visit, made.id) == made
        changed = change_customer(visit, made.id, peppol_id="1", phone="1")
        changed = change_customer(visit, made.id, is_tax_subject=True, phone=None)
        assert (changed.name, changed.peppol_id, changed.is_tax_subject, changed.phone) == ("Ana", "1", True, None)
        assert changed.updated_at == AT
        assert change_customer(visit, made.id, peppol_id=None).peppol_id is None


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"name": " "}, "name: is empty"),
        ({"vat_id": "SI50223055"}, "vat_id: the check digits"),
        ({"vat_id": "DE1", "address": {"country": "SI"}}, "vat_id: 'DE1' is not written"),
        ({"email": "nobody"}, "email: 'nobody' is not"),
        ({"address": {"country": "Slovenia"}}, "address.country: 'Slovenia' is not two"),
        ({"address": {"planet": "Mars"}}, "address: planet is unknown"),
        ({"contact_type": "friend"}, "contact_type: 'friend' is none"),
        ({"is_end_consumer": "yes"}, "is_end_consumer: must be true or false"),
        ({"bank_accounts": [{"iban": "SI56"}]}, "bank_accounts[0].iban: 'SI56' is not"),
        ({"bank_accounts": [{"name": "A"}]}, "bank_accounts[0].iban: is missing"),
        ({"bank_accounts": [{"account_number": "1"}] * 11}, "bank_accounts: 11 are more"),
        ({"metadata": {str(number): "" for number in range(51)}}, "metadata: holds 51"),
        ({"metadata": {"a": "x" * 251}}, "metadata.a: must be a text"),
        ({"metadata": {"a": 1}}, "metadata.a: must be a text"),
        ({"metadata": {"a.b": "1"}}, "metadata: 'a.b' is no name"),
        ({"colour": "red"}, "colour: is nothing"),
    ],
)
def test_what_cannot_be_taken_is_named(cast_database: Database, cast: Cast, said: Any, words: str) -> None:
    with inside(cast_database, cast) as visit:
        made = create_customer(visit, name="Ana")
        with pytest.raises(Invalid) as refused:
            create_customer(visit, **{"name": "B", **said})
        assert str(refused.value).startswith(words)
        with pytest.raises(Invalid) as refused:
            change_customer(visit, made.id, **said)
        assert str(refused.value).startswith(words)
        assert show_customer(visit, made.id) == made


def test_a_vat_id_is_judged_by_the_country_that_is_known(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        assert create_customer(visit, name="A", vat_id="50223054", address={"country": "SI"}).vat_id == "SI50223054"
        assert create_customer(visit, name="A", vat_id="DE 136695976").vat_id == "DE136695976"
        assert create_customer(visit, name="A", vat_id="EL 094014298").vat_id == "EL094014298"
        assert create_customer(visit, name="A", vat_id="12-3456").vat_id == "123456"
        with pytest.raises(Invalid, match="check digits"):
            create_customer(visit, name="A", vat_id="DE 136695977")


@on_both
def test_a_deleted_customer_is_gone_until_it_is_restored(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        made = create_customer(visit, **BUYER)
        delete_customer(visit, made.id)
        assert list_customers(visit, RING, Wanted(query={"id": made.id})).total == 0
        for gone in (show_customer, delete_customer, change_customer):
            with pytest.raises(NotFound):
                gone(visit, made.id)
        assert restore_customer(visit, made.id) == made
        with pytest.raises(NotFound):
            restore_customer(visit, made.id)
        told = select(Activity.event).where(Activity.object_id == made.id).order_by(Activity.seq)
        assert visit.session.scalars(told).all() == ["customer:added", "customer:deleted", "customer:restored"]


@on_both
def test_customers_are_asked_for(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        made = create_customer(visit, **BUYER)
        for query in (
            {"country_code": "SI", "metadata.crm": "17"},
            {"name": {"startsWith": "Kupec"}, "city": "Celje"},
            {"contact_type": "buyer", "vat_id": "SI50223054", "created_at": {"gte": "2026-11-22T00:00:00Z"}},
        ):
            assert [row.id for row in list_customers(visit, RING, Wanted(query=query)).rows] == [made.id]
        assert [row.id for row in list_customers(visit, RING, Wanted(search="racuni@")).rows] == [made.id]
        names = [row.name for row in list_customers(visit, RING, Wanted(order_by="name", limit=100)).rows]
        assert names == sorted(names) or cast_database.dialect == "postgresql"


def test_another_entitys_customer_does_not_exist(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        made = create_customer(visit, **BUYER)
    with inside(cast_database, cast, cast.scopes[cast.birch]) as visit:
        for act in (show_customer, change_customer, delete_customer, restore_customer):
            with pytest.raises(NotFound):
                act(visit, made.id)


def test_a_customer_as_a_document_states_it(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        made = create_customer(visit, **BUYER)
        party = party_of(visit.session.scalars(select(Customer).where(Customer.id == made.id)).one())
        assert (party.name, party.vat_id) == ("Kupec d.o.o.", "SI50223054")
        assert party.address == Address(line1="Cesta 1", city="Celje", post_code="3000", country="SI")
        assert party.endpoint == Identifier("50223054", "9949")
        assert party.contact == Contact(phone="+386 1 555 00 11", email="racuni@kupec.example")
        assert party_of(Customer(name="Ana", address={}, details={})).address is None
