"""What a paper carries: the e-invoice where it suits, the design of its day, and no character that cannot be set."""

import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from portal.database import Database, Visit
from portal.demo.cast import Cast
from portal.documents.types import DocumentType
from portal.einvoice import read_einvoice, write_cii
from portal.errors import Conflict, Invalid
from portal.pdf import Design, PrintedDocument, attached_files, template_version
from portal.pdf.engine import render
from portal.services.documents.crediting import credit_note_for
from portal.services.documents.issuing import issue_document
from portal.services.documents.voiding import void_document
from portal.services.einvoicing.invoices import einvoice_of
from portal.services.einvoicing.offers import list_formats
from portal.services.firm.entities import change_entity
from portal.services.paper.printing import printed_content
from portal.services.reading.readable import readable_document
from portal.storage import Storage
from tests.pdf.lint import faults_of
from tests.pdf.reading import text_of
from tests.services.firm import inside
from tests.services.papers import BUYER, gross_line, line, made


def content_of(visit: Visit, document_id: str, data_dir: Path) -> PrintedDocument:
    vars(visit).pop("entity", None)
    return printed_content(visit, Storage(data_dir / "files"), readable_document(visit, document_id))


def test_an_invoice_and_its_credit_note_carry_their_xml(cast_database: Database, cast: Cast, data_dir: Path) -> None:
    with inside(cast_database, cast) as visit:
        invoice = made(visit, line("3", "3"), gross_line("9.99"), note="Hvala")
        credit = credit_note_for(visit, invoice.id)
        for document in (invoice, credit):
            content = content_of(visit, document.id, data_dir)
            assert content.einvoice == write_cii(einvoice_of(visit, document.id))
            pdf = render(content)
            assert faults_of(pdf, einvoice=True) == []
            with pikepdf.open(io.BytesIO(pdf)) as opened:
                stated = read_einvoice(opened.attachments["factur-x.xml"].get_file().read_bytes())
            assert list(attached_files(pdf)) == [content.einvoice]
            assert (stated.number, stated.totals.gross) == (document.number, document.total_with_tax)
            assert f"{stated.totals.gross:f}".replace(".", ",") in text_of(pdf)


def test_other_papers_carry_none(cast_database: Database, cast: Cast, data_dir: Path) -> None:
    with inside(cast_database, cast) as visit:
        estimate, note = (made(visit, kind=kind) for kind in (DocumentType.ESTIMATE, DocumentType.DELIVERY_NOTE))
        draft, voided = made(visit, draft=True), made(visit)
        void_document(visit, voided.id, reason="twice")
        for document in (estimate, note, draft, voided):
            assert content_of(visit, document.id, data_dir).einvoice is None
    with inside(cast_database, cast) as visit:
        change_entity(visit, country="US", vat_id=None)
    with inside(cast_database, cast) as visit:
        document = made(visit)
        assert content_of(visit, document.id, data_dir).einvoice is None
        assert list_formats(visit, document.id) == ()


def test_xml_that_breaks_a_rule_stays_out(cast_database: Database, cast: Cast, data_dir: Path) -> None:
    with inside(cast_database, cast) as visit:
        change_entity(visit, vat_id=None, tax_number=None)
    with inside(cast_database, cast) as visit:
        content = content_of(visit, made(visit).id, data_dir)
        assert content.einvoice is None
        assert faults_of(render(content)) == []


def test_a_paper_keeps_the_design_of_its_day(cast_database: Database, cast: Cast, data_dir: Path) -> None:
    with inside(cast_database, cast) as visit:
        first, draft = made(visit), made(visit, draft=True)
        change_entity(visit, settings={"branding": {"template": "modern"}})
    with inside(cast_database, cast) as visit:
        issue_document(visit, draft.id)
        versions = [content_of(visit, each.id, data_dir).template_version for each in (first, draft)]
        assert versions == [template_version(Design.CLASSIC), template_version(Design.MODERN)]
        for settings, reason in (({"branding": {"template": "x"}}, "classic, modern"), ({"branding": 1}, "mapping")):
            with pytest.raises(Invalid, match=rf"settings\.branding.*{reason}"):
                change_entity(visit, settings=settings)


@pytest.mark.parametrize(
    ("field", "asked"),
    [
        (r"items\[1\]\.description", {}),
        (r"customer\.name", {"customer": BUYER | {"name": "漢字 Ltd"}}),
        ("note", {"note": "a\n漢字"}),
        ("payment_terms", {"payment_terms": "漢字"}),
        ("footer", {"footer": "漢字"}),
    ],
)
def test_what_no_font_can_set_is_refused_at_issue(
    cast_database: Database, cast: Cast, field: str, asked: dict[str, Any]
) -> None:
    lines = (line(), line(description="ž 漢字" if not asked else "ž"))
    with inside(cast_database, cast) as visit:
        draft = made(visit, *lines, draft=True, **asked)
        with pytest.raises(Conflict, match=rf"^{field}: no font .* 漢 \(U\+6F22\), 字 \(U\+5B57\)") as caught:
            issue_document(visit, draft.id)
        assert caught.value.code == "text_unprintable"
        assert readable_document(visit, draft.id).is_draft
        assert made(visit).number == "2026-00001"


def test_what_the_entity_says_of_itself_is_named_as_its_own(cast_database: Database, cast: Cast) -> None:
    with inside(cast_database, cast) as visit:
        change_entity(visit, legal_notes=["fine", "漢"])
    with inside(cast_database, cast) as visit, pytest.raises(Conflict, match=r"^entity\.legal_notes\[1\]: "):
        made(visit)
