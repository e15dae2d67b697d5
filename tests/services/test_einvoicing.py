"""Documents as e-invoices: from rows to XML that keeps every rule; offered when it does, else refused by name."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Select, select

from portal.database import Database, Visit
from portal.demo.cast import Cast
from portal.documents.pricing import Mode
from portal.documents.taxation import Nature
from portal.documents.types import DocumentType
from portal.einvoice import PEPPOL, read_einvoice
from portal.einvoice.rules import violations
from portal.einvoice.validation import Schematron, schema_failures
from portal.errors import Conflict, NotFound, RenderPending
from portal.models import Activity, Document, Job
from portal.services.documents.crediting import credit_note_for
from portal.services.documents.input import LineInput, TaxInput
from portal.services.documents.voiding import void_document
from portal.services.einvoicing.checking import check_document, prices_have_tax, verdicts_of
from portal.services.einvoicing.formats import WRITERS, Format, fitted, formats_for
from portal.services.einvoicing.invoices import einvoice_of, invoice_on
from portal.services.einvoicing.offers import ORIGINAL, State, list_formats, take_xml
from portal.services.filing.limits import UNLIMITED
from portal.services.importing.imports import Direction, import_einvoice
from portal.services.outbox.jobs import JobKind
from portal.services.reading.document_record import DocumentRecord
from portal.storage import Storage
from tests.einvoice.samples import ubl_invoice
from tests.services.firm import inside
from tests.services.papers import GERMAN, SWISS, gross_line, line, made, percent, rate

SUPPLIED = date(2026, 11, 20)


def row(visit: Visit, document_id: str) -> Document:
    return visit.session.scalars(select(Document).where(Document.id == document_id)).one()


def broken(visit: Visit, document: Document, form: Format = Format.CII) -> list[str]:
    """What our own rules and the schema find, without the child that runs the official ones."""
    invoice, writer = fitted(invoice_on(visit, document), form), WRITERS[form]
    found = violations(invoice, writer.profile, tax_inside=prices_have_tax(visit, document))
    found += schema_failures(writer.kind(invoice), writer.write(invoice))
    return [f"{each.rule}: {each.sentence}" for each in found]


def test_the_cast_in_every_syntax(cast_database: Database, cast: Cast) -> None:
    """Every special document of Elm keeps our rules and the schemas; the one that does not say where its goods went
    is named by the rule for it."""
    with inside(cast_database, cast) as visit:
        told: dict[str, set[str]] = {}
        for name, document_id in cast.documents.items():
            document = row(visit, document_id)
            for form in set(formats_for(document)) & {Format.CII, Format.UBL, Format.ESLOG}:
                told.setdefault(name, set()).update(broken(visit, document, form))
        wrong = {name: found for name, found in told.items() if found}
        assert len(told) > 15
        assert wrong == {
            "intra_community": {"BR-IC-12: An intra-Community supply states to which country the goods went."}
        }


def test_each_tax_category_of_our_own_documents(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        kinds: dict[str, DocumentRecord] = {
            "S": made(visit, line("10.005", "3", discounts=(percent("10"),)), line("5", tax=rate("9.5"))),
            "AE": made(visit, line(nature=Nature.SERVICE), customer=GERMAN),
            "K": made(visit, line(), customer=GERMAN, service_from=SUPPLIED),
            "G": made(visit, line(nature=Nature.PRODUCT), customer=SWISS),
            "O": made(visit, line(nature=Nature.SERVICE), customer=SWISS),
            "E": made(visit, line(tax=TaxInput(category="E", reason="Izobraževanje"))),
        }
        for category, record in kinds.items():
            document = row(visit, record.id)
            invoice = invoice_on(visit, document)
            assert category in {group.category for group in invoice.tax_groups}
            for form in (Format.CII, Format.UBL, Format.ESLOG):
                assert broken(visit, document, form) == [], (category, form)


def test_a_price_with_tax_that_no_base_gives(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        for mode in Mode:
            record = made(visit, gross_line("10.06"), calculation_mode=mode)
            document = row(visit, record.id)
            (group,) = invoice_on(visit, document).tax_groups
            assert (group.base, group.tax) == (Decimal("8.25"), Decimal("1.81"))
            assert broken(visit, document) == []


def test_a_credit_note_names_what_it_takes_back(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        invoice = made(visit, line("33.33", "3"))
        note = credit_note_for(visit, invoice.id, lines=None, reason=None, is_draft=False)
        stated = einvoice_of(visit, note.id)
        assert (stated.type_code, stated.due_date) == ("381", None)
        assert [each.number for each in stated.preceding] == [invoice.number]
        assert stated.totals.gross > 0
        for form in (Format.CII, Format.UBL, Format.ESLOG):
            assert broken(visit, row(visit, note.id), form) == []


def test_a_line_taken_back_with_its_discount(cast_database: Database, cast: Cast) -> None:
    """Less of less is a charge, whose reason has no code of allowances (BR-CL-20)."""
    with inside(cast_database, cast) as visit:
        record = made(visit, line("100", "5"), line("10", "-2", discounts=(percent("10"),)))
        assert broken(visit, row(visit, record.id)) == []
        (charge,) = einvoice_of(visit, record.id).lines[1].allowance_charges
        assert (charge.is_charge, charge.amount, charge.reason_code) == (True, Decimal(2), None)


def test_peppol_asks_for_the_customers_reference(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        without = einvoice_of(visit, made(visit, line()).id)
        assert [each.rule for each in violations(without, PEPPOL)] == ["PEPPOL-EN16931-R003"]
        stated = einvoice_of(visit, made(visit, line(), reference="NAR-7", note="Hvala", tax_clause="Clause").id)
        assert violations(fitted(stated, Format.PEPPOL), PEPPOL) == ()
        assert stated.buyer.endpoint is not None
        assert (stated.buyer.endpoint.scheme, stated.buyer.endpoint.value) == ("9949", "SI68202938")


def test_what_has_no_format(cast_database: Database, cast: Cast, tmp_path: Path) -> None:
    storage = Storage(tmp_path)
    with inside(cast_database, cast) as visit:
        draft = made(visit, line(), draft=True)
        estimate = made(visit, line(), kind=DocumentType.ESTIMATE)
        voided = made(visit, line())
        void_document(visit, voided.id, reason="twice")
        visit.session.expire_all()
        for record in (draft, estimate, voided):
            assert list_formats(visit, record.id) == ()
            with pytest.raises(NotFound):
                take_xml(visit, storage, record.id, "cii")
        # The one that was issued before it was voided had its check put down with the issue, and no other is asked for.
        checks = visit.session.scalars(select(Job.subject).where(Job.kind == JobKind.CHECK_EINVOICE)).all()
        assert list(checks) == [voided.id]


def test_an_imported_document_gives_back_its_bytes(cast_database: Database, cast: Cast, tmp_path: Path) -> None:
    storage, data = Storage(tmp_path), ubl_invoice() + b"\n<!-- to the last byte -->\n"
    with inside(cast_database, cast) as visit:
        taken = import_einvoice(visit, storage, "bill.xml", data, limits=UNLIMITED, as_direction=Direction.RECEIVED)
        (offer,) = list_formats(visit, taken.document_id)
        assert (offer.format, offer.state) == (ORIGINAL, State.VALID)
        assert take_xml(visit, storage, taken.document_id, ORIGINAL).data == data
        assert einvoice_of(visit, taken.document_id).lines == read_einvoice(data).lines
        with pytest.raises(NotFound):
            take_xml(visit, storage, taken.document_id, "cii")
        told = visit.session.scalars(select(Activity).where(Activity.object_id == taken.document_id)).all()
        assert [each.details["format"] for each in told if each.event == "document:downloaded"] == [ORIGINAL]


def check_of(document_id: str) -> Select[Job]:
    return select(Job).where(Job.kind == JobKind.CHECK_EINVOICE, Job.subject == document_id)


def settle(visit: Visit, document_id: str, schematron: Schematron) -> None:
    """What a worker does with the job, in the same visit."""
    result = check_document(visit, schematron, document_id)
    with visit.write() as writing:
        job = writing.scalars(check_of(document_id)).one()
        job.state, job.result = "done", result
    visit.session.expire_all()


def test_an_invalid_one_is_refused_by_its_rule(cast_database: Database, cast: Cast, tmp_path: Path) -> None:
    """Our own rules end the check before any child is begun."""
    schematron, document_id = Schematron(), cast.documents["intra_community"]
    with inside(cast_database, cast) as visit:
        assert {offer.state for offer in list_formats(visit, document_id)} == {State.PENDING}
        with pytest.raises(RenderPending):
            take_xml(visit, Storage(tmp_path), document_id, "cii")
        list_formats(visit, document_id)
        assert len(visit.session.scalars(select(Job)).all()) == 1
        settle(visit, document_id, schematron)
        assert schematron.pid is None
        offers = {offer.format: offer for offer in list_formats(visit, document_id)}
        assert {offer.state for offer in offers.values()} == {State.INVALID}
        assert [each.rule for each in offers["cii"].violations] == ["BR-IC-12"]
        with pytest.raises(Conflict, match="BR-IC-12") as refused:
            take_xml(visit, Storage(tmp_path), document_id, "cii")
        assert refused.value.code == "einvoice_invalid"
        assert len(visit.session.scalars(select(Job)).all()) == 1


@pytest.mark.slow
def test_a_valid_one_is_given_only_as_it_was_checked(cast_database: Database, cast: Cast, tmp_path: Path) -> None:
    schematron, storage = Schematron(), Storage(tmp_path)
    with inside(cast_database, cast) as visit:
        record = made(visit, line(), reference="NAR-7", customer=GERMAN, service_from=SUPPLIED)
        list_formats(visit, record.id)
        settle(visit, record.id, schematron)
        states = {offer.format: offer.state.value for offer in list_formats(visit, record.id)}
        assert states == {"cii": "valid", "ubl": "valid", "peppol": "valid", "xrechnung": "invalid", "eslog": "valid"}
        taken = take_xml(visit, storage, record.id, "peppol")
        assert taken.name.endswith("-peppol.xml")
        assert read_einvoice(taken.data).specification == PEPPOL.specification
        with visit.write() as writing:
            job = writing.scalars(check_of(record.id)).one()
            result = dict(job.result or {})
            result["formats"] = {**result["formats"], "cii": {"sha256": "0" * 64, "violations": []}}
            job.result = result
        visit.session.expire_all()
        with pytest.raises(RenderPending):
            take_xml(visit, storage, record.id, "cii")
        assert verdicts_of(visit, row(visit, record.id)) is None
    schematron.close()


amounts = st.decimals("0.01", "9999", places=3)
lines = st.lists(
    st.builds(
        lambda price, quantity, percentage, discount, has_tax: (gross_line if has_tax else line)(
            f"{price}", f"{quantity}", tax=rate(percentage), discounts=(percent(f"{discount}"),)
        ),
        amounts,
        st.decimals("-99", "99", places=2).filter(bool),
        st.sampled_from(["22", "9.5", "5"]),
        st.integers(0, 60),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


@pytest.mark.slow
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=lines, mode=st.sampled_from(list(Mode)), credited=st.booleans())
def test_whatever_is_composed_is_valid(
    cast_database: Database, cast: Cast, lines: list[LineInput], mode: Mode, credited: bool
) -> None:
    """By our own rules, the schemas and the official rules alike: if ours pass, theirs do."""
    with inside(cast_database, cast) as visit:
        record = made(visit, *lines, calculation_mode=mode)
        if credited and record.total > 0:
            record = credit_note_for(visit, record.id, lines=None, reason=None, is_draft=False)
        found = check_document(visit, _SHARED, record.id)["formats"]
        assert {
            name: each["violations"] for name, each in found.items() if name != "peppol" and each["violations"]
        } == {}


_SHARED = Schematron()
