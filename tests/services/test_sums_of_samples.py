"""The sample invoices in the portal: the list's count and sums are those of the manifest, and every page opens."""

import csv
from decimal import Decimal

import pytest
from sqlalchemy import select

from portal.identity import system
from portal.models import Document
from portal.services.filing.limits import UNLIMITED
from portal.services.importing.direction import Direction
from portal.services.importing.imports import import_einvoice
from portal.services.reading.document_filters import read_filters
from portal.services.reading.document_list import list_documents
from tests.support.needs import ROOT
from tests.support.pages import Page
from tests.support.portal import World, on_both

# UNTDID 1001, as the portal tells credit notes from invoices.
CREDIT_NOTE = "381"
SAMPLES = ROOT.parent / "shared" / "einvoices"


@on_both
@pytest.mark.skipif(not SAMPLES.exists(), reason="the sample invoices lie beside the repository")
def test_the_samples_are_listed_summed_and_opened(world: World) -> None:
    person = world.cast.people["nova_full"]
    with world.database.visit(system(person.scope)) as visit:
        for path in sorted(SAMPLES.iterdir()):
            if path.suffix.lower() == ".xml":
                import_einvoice(
                    visit,
                    world.parts.storage,
                    path.name,
                    path.read_bytes(),
                    limits=UNLIMITED,
                    as_direction=Direction.RECEIVED,
                )
        view = list_documents(visit, world.parts.ring, read_filters({"direction": "received"}))
        with_findings = {row.id for row in visit.session.scalars(select(Document)) if row.findings}
    with (SAMPLES / "manifest.csv").open(encoding="utf-8") as source:
        stated = {row["document"]: row for row in csv.DictReader(source)}
    sums: dict[str, Decimal] = {}
    for row in stated.values():
        gross = -Decimal(row["gross"]) if row["type"] == CREDIT_NOTE else Decimal(row["gross"])
        sums[row["currency"]] = sums.get(row["currency"], Decimal(0)) + gross
    assert view.count == len(stated)
    assert {entry.currency: entry.amount for entry in view.sums} == sums
    session = world.enter(person, locale="en")
    for document in view.rows:
        answer = session.get(f"/documents/{document.id}/")
        page = Page(answer)
        assert answer.status_code == 200
        assert ("do not add up" in page.text) == (document.id in with_findings)
        assert ("Two documents bear this number" in page.text) == document.in_conflict
