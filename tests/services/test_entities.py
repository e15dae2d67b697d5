"""Entities: what may be said of them, who sees them, and what stays once documents were issued."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from portal.database import Visit
from portal.documents.identifiers import clean_bic, clean_iban, clean_vat_id
from portal.errors import Conflict, Invalid, NotFound
from portal.formats import is_country, is_currency, is_locale
from portal.identity import ClientAccess, Environment, Scope, new_id, system
from portal.models import Document
from portal.services.firm.entities import (
    change_entity,
    create_entity,
    enter_each,
    enter_entity,
    list_entities,
    remove_logo,
    set_logo,
    show_entity,
)
from portal.services.history.activity import verify_chain
from portal.services.history.trail import list_activity
from portal.storage import Storage
from tests.links.world import SmallWorld

pytest_plugins = ("tests.links.fixtures",)

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'


@pytest.mark.parametrize(
    ("text", "country", "kept"),
    [
        ("SI 123 456 79", "SI", "SI12345679"),
        ("12345679", "SI", "SI12345679"),
        ("ATU55650450", "AT", "ATU55650450"),
        ("u55650450", "AT", "ATU55650450"),
        ("094259216", "GR", "EL094259216"),
        ("DE136695976", "SI", "DE136695976"),
        ("GB127381374", "GB", "GB127381374"),
        ("CHE-100.155.212 MWST", "CH", "CHE100155212MWST"),
        ("RS101134702", "RS", "RS101134702"),
        ("12-3456789", "US", "123456789"),
    ],
)
def test_a_vat_id_is_kept_in_one_spelling(text: str, country: str, kept: str) -> None:
    assert clean_vat_id(text, country) == kept


@pytest.mark.parametrize(
    ("text", "country", "why"),
    [
        ("SI12345678", "SI", "check digits"),
        ("SI1234567", "SI", "not written"),
        ("DE136695977", "SI", "check digits"),
        ("---", "SI", "not written"),
        ("CHE-100.155.213 MWST", "CH", "check digits"),
    ],
)
def test_a_vat_id_that_cannot_be_is_refused(text: str, country: str, why: str) -> None:
    with pytest.raises(Invalid, match=f"vat_id: .*{why}"):
        clean_vat_id(text, country)


def test_bank_numbers() -> None:
    assert clean_iban("SI56 1910 0000 0123 438") == "SI56191000000123438"
    assert clean_bic("hdelsi22") == "HDELSI22"
    for clean, wrong in ((clean_iban, "SI56191000000123439"), (clean_iban, ""), (clean_bic, "HDEL")):
        with pytest.raises(Invalid, match=r"bic|iban"):
            clean(wrong)


def test_what_the_standards_list() -> None:
    assert [is_country(code) for code in ("SI", "XK", "EU", "ZZ", "AA", "si", "SVN", "")] == [True] * 2 + [False] * 6
    assert [is_currency(code) for code in ("EUR", "KWD", "EUX", "eur", "")] == [True, True, False, False, False]
    assert [is_locale(name) for name in ("sl", "de_AT", "de-AT", "xx", "../x", "")] == [True, True] + [False] * 4


BAD: list[tuple[dict[str, Any], str]] = [
    ({"name": "  "}, "name"),
    ({"name": "A\nB"}, "name"),
    ({"name": "x" * 251}, "name"),
    ({"country": "si"}, "country"),
    ({"country": "EU"}, "country"),
    ({"currency": "EUX"}, "currency"),
    ({"locale": "klingon"}, "locale"),
    ({"timezone": "Mars/Base"}, "timezone"),
    ({"timezone": "../etc"}, "timezone"),
    ({"vat_id": "SI12345678"}, "vat_id"),
    ({"email": "nobody"}, "email"),
    ({"address": {"street": "X"}}, "address"),
    ({"address": {"line1": 4}}, "address.line1"),
    ({"address": {"country": "EU"}}, "address.country"),
    ({"bank_accounts": [{"iban": "SI1"}]}, r"bank_accounts\[0\].iban"),
    ({"bank_accounts": [{"bic": "HDELSI22"}]}, r"bank_accounts\[0\].iban"),
    ({"bank_accounts": [{"iban": "SI56191000000123438", "bic": "x"}]}, r"bank_accounts\[0\].bic"),
    ({"legal_notes": ["x" * 501]}, r"legal_notes\[0\]"),
    ({"settings": {"x": "y" * 20_001}}, "settings"),
    ({"client_access": "everybody"}, "client_access"),
    ({"account_id": "acc_x"}, "account_id"),
]


@pytest.mark.parametrize(("changes", "field"), BAD)
def test_what_cannot_be_is_refused_by_name(small: SmallWorld, changes: dict[str, Any], field: str) -> None:
    with small.database.visit(system(small.elm)) as visit:
        before = show_entity(visit)
        with pytest.raises(Invalid, match=f"^{field}:"):
            change_entity(visit, **changes)
        assert show_entity(visit) == before


@pytest.mark.parametrize(
    "changes", [changes for changes, _field in BAD if set(changes) <= {"country", "currency", "locale"}]
)
def test_nothing_else_can_be_made(small: SmallWorld, changes: dict[str, Any]) -> None:
    stated = {"name": "X", "country": "SI", "currency": "EUR", "locale": "sl", "timezone": "UTC"} | changes
    with small.database.visit(system(small.firm)) as visit:
        with pytest.raises(Invalid):
            create_entity(visit, small.database, **stated)
        assert "X" not in {each.name for each in list_entities(visit)}


def test_what_is_named_changes_and_is_told(either: SmallWorld) -> None:
    with either.database.visit(system(either.elm)) as visit:
        before = verify_chain(visit)
        changed = change_entity(
            visit,
            name=" Elm Studio 2 ",
            vat_id="SI 15032582",
            address={"line1": "Nova ulica 1", "line2": ""},
            email="Info@Elm.example",
            bank_accounts=[{"iban": "SI56 1910 0000 0123 438", "bic": "hdelsi22"}],
            client_access=ClientAccess.ENTITY,
        )
        assert changed == show_entity(visit)
        assert (changed.name, changed.vat_id, changed.email) == ("Elm Studio 2", "SI15032582", "info@elm.example")
        assert changed.address == {"line1": "Nova ulica 1"}
        assert changed.bank_accounts == ({"iban": "SI56191000000123438", "bic": "HDELSI22"},)
        assert (changed.client_access, changed.updated_at) == (ClientAccess.ENTITY, visit.at)
        assert (changed.country, changed.currency) == ("SI", "EUR")
        change_entity(visit, name="Elm Studio 2")
        assert verify_chain(visit) == before + 1
        assert change_entity(visit, vat_id="", address=None, bank_accounts=None).vat_id is None
        assert list_activity(visit, either.ring).rows[0].event == "entity:changed"


def test_client_access_is_one_of_the_settings(small: SmallWorld) -> None:
    with small.database.visit(system(small.elm)) as visit:
        change_entity(visit, client_access=ClientAccess.NONE)
        assert show_entity(visit).client_access is ClientAccess.NONE


@pytest.mark.parametrize(("environment", "origin", "stays"), [
    (Environment.LIVE, "native", True), (Environment.LIVE, "imported", False), (Environment.SANDBOX, "native", False),
])  # fmt: skip
def test_the_country_stays_once_a_document_was_issued_in_live(
    either: SmallWorld, environment: Environment, origin: str, stays: bool
) -> None:
    entity_id = either.ids.live_elm if environment is Environment.LIVE else either.ids.elm
    with either.database.visit(system(Scope(either.ids.ada, environment, entity_id))) as visit:
        assert change_entity(visit, country="HR").country == "HR"
        add_document(visit, origin)
        if stays:
            with pytest.raises(Conflict, match="country"):
                change_entity(visit, country="SI", name="New")
            assert show_entity(visit).name != "New"
            assert change_entity(visit, name="New", country="HR").name == "New"
        else:
            assert change_entity(visit, country="SI").country == "SI"


def test_another_country_judges_the_vat_id_that_stands(small: SmallWorld) -> None:
    with small.database.visit(system(small.elm)) as visit:
        change_entity(visit, country="RS", vat_id="101134702")
        with pytest.raises(Invalid, match="vat_id"):
            change_entity(visit, country="SI")
        assert change_entity(visit, country="SI", vat_id=None).vat_id is None


def test_the_account_lists_its_own_and_enters_each(either: SmallWorld) -> None:
    ours = {either.ids.elm, either.ids.birch, either.ids.nova, either.ids.shut}
    with either.database.visit(system(either.firm)) as visit:
        listed = list_entities(visit)
        assert {each.id for each in listed} == ours
        assert [each.name for each in listed] == sorted(each.name for each in listed)
        assert {inside.scope.entity_id for inside in enter_each(visit, either.database)} == ours
        for foreign in (either.ids.oak_entity, either.ids.live_elm, "ent_nobody"):
            with pytest.raises(NotFound), enter_entity(visit, either.database, foreign):
                pass
    with either.database.visit(system(either.elm)) as visit:
        assert [each.id for each in list_entities(visit)] == [either.ids.elm]


def test_a_logo_comes_and_goes(small: SmallWorld) -> None:
    storage = Storage(small.settings.data_dir / "files")
    with small.database.visit(system(small.elm)) as visit:
        set_logo(visit, storage, SVG, "image/svg+xml")
        assert show_entity(visit).logo_sha256
        for _ in range(2):
            remove_logo(visit)
        assert show_entity(visit).logo_sha256 is None
        verify_chain(visit)


def add_document(visit: Visit, origin: str) -> None:
    """An issued invoice with nothing on it."""
    zeros = {f"{name}_total": Decimal(0) for name in (
        "line", "allowance", "charge", "net", "tax", "gross", "prepaid", "rounding", "due", "paid", "open",
    )}  # fmt: skip
    with visit.write() as writing:
        writing.add(
            Document(
                id=new_id("inv"), type="invoice", type_code="380", direction="issued", origin=origin, number="1",
                issue_date=date(2026, 1, 1), currency="EUR", language="sl", party_name="X", party_key="x", seller={},
                buyer={}, created_at=visit.at, updated_at=visit.at, **zeros,
            )
        )  # fmt: skip
