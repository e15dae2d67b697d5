"""XML on a document's page: a link where it is valid, the rule in words where it is not, the bytes by a ticket."""

import pytest
from sqlalchemy import select

from portal.einvoice import read_einvoice
from portal.einvoice.validation import Schematron
from portal.models import Activity, Job
from portal.services.einvoicing.checking import check_document
from portal.services.outbox.jobs import JobKind
from tests.jobs.support import worker_of
from tests.support.api import Backend
from tests.support.pages import Page
from tests.support.portal import World


def checks(world: World) -> list[Job]:
    with world.visit("admin") as visit:
        return list(visit.session.scalars(select(Job).where(Job.kind == JobKind.CHECK_EINVOICE.value)))


def test_an_invalid_document_names_its_rule(world: World) -> None:
    """Its own rules end the check, so that no child is begun."""
    session, document_id = world.enter("viewer", locale="en"), world.cast.documents["intra_community"]
    assert "Being checked" in Page(session.get(f"/documents/{document_id}/")).text
    session.get(f"/documents/{document_id}/")
    assert len(checks(world)) == 1
    assert worker_of(world).run_due() == 1
    page = Page(session.get(f"/documents/{document_id}/")).text
    assert "Not offered, because it would not be valid" in page
    assert "Something about the customer is missing" in page
    assert "BR-IC-12: An intra-Community supply states to which country the goods went." in page
    assert session.get(f"/documents/{document_id}/xml/cii").status_code == 404
    assert session.get(f"/documents/{document_id}/xml/original").status_code == 404
    sk = Backend(world, world.cast.keys["sk"].text, world.cast.elm)
    told = {each["format"]: each for each in sk.get(f"/documents/{document_id}/formats")["formats"]}
    assert told["cii"]["status"] == "invalid"
    assert told["cii"]["violations"][0]["rule"] == "BR-IC-12"
    refused = sk.refused(409, "einvoice_invalid", "GET", f"/documents/{document_id}/xml/cii")
    assert refused["cause"]["violations"][0]["rule"] == "BR-IC-12"


def test_nothing_is_asked_for_in_a_prefetch(world: World) -> None:
    session, document_id = world.enter("viewer"), world.cast.documents["adjusted_invoice"]
    session.get(f"/documents/{document_id}/", headers={"Sec-Purpose": "prefetch"})
    assert checks(world) == []


@pytest.mark.slow
def test_a_valid_one_is_downloaded_by_ticket(world: World) -> None:
    session, document_id = world.enter("viewer", locale="sl"), world.cast.documents["adjusted_invoice"]
    session.get(f"/documents/{document_id}/")
    assert worker_of(world).run_due() == 1
    page = session.get(f"/documents/{document_id}/").text
    assert "E-račun (XML)" in page
    for form in ("cii", "ubl", "eslog"):
        assert f"/documents/{document_id}/xml/{form}" in page
        sent = session.fetch(f"/documents/{document_id}/xml/{form}")
        assert (sent.status_code, sent.mimetype) == (200, "application/octet-stream")
        assert "attachment" in sent.headers["Content-Disposition"]
    assert read_einvoice(session.fetch(f"/documents/{document_id}/xml/ubl").data).lines
    sk = Backend(world, world.cast.keys["sk"].text, world.cast.elm)
    assert sk.call("GET", f"/documents/{document_id}/xml/cii").mimetype == "application/xml"
    with world.visit("admin") as visit:
        schematron = Schematron()
        assert check_document(visit, schematron, document_id) == checks(world)[0].result
        schematron.close()
        told = visit.session.scalars(select(Activity).where(Activity.event == "document:downloaded")).all()
        assert [each.details.get("format") for each in told][-5:] == ["cii", "ubl", "eslog", "ubl", "cii"]
