"""E-invoices in one archive: what was made here is written and checked, what came as XML is given back."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from portal.models import Document
from portal.services.exports.asked import ExportAsked, ExportKind
from portal.services.exports.asking import begin_export
from portal.services.exports.export_views import ExportState, open_export, show_export
from tests.jobs.support import worker_of
from tests.support.portal import World


@pytest.mark.slow
def test_documents_made_here_come_as_valid_cii_and_others_are_named(world: World) -> None:
    with world.visit("admin") as visit:
        counted = select(Document.id).where(Document.origin == "native", Document.is_draft.is_(False))
        (invoice,) = visit.session.scalars(counted.where(Document.type == "invoice").limit(1))
        (estimate,) = visit.session.scalars(counted.where(Document.type == "estimate").limit(1))
        export = begin_export(visit, ExportAsked(kind=ExportKind.XML, document_ids=(invoice, estimate)))
    worker_of(world).run_due()
    with world.visit("admin") as visit:
        done, file = show_export(visit, export.id), open_export(visit, world.parts.storage, export.id)
    with file.content as content, ZipFile(BytesIO(content.readall())) as archive:
        (name,) = archive.namelist()
        xml = archive.read(name)
    assert (done.state, done.done) == (ExportState.DONE, 1)
    assert [left.document_id for left in done.failed] == [estimate]
    assert name.endswith(".xml")
    assert b"CrossIndustryInvoice" in xml
