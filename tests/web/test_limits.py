"""Limits that the settings name are limits that hold."""

from tests.links.world import MakeWorld
from tests.web.test_headers import in_session

pytest_plugins = ("tests.links.fixtures",)

PDF = "documents/inv_aaaaaaaaaaaaaaaaaaaaaaaaaa/pdf"


def test_pdfs_of_one_session_are_limited_and_of_another_are_not(make_small: MakeWorld) -> None:
    small = make_small(PORTAL_PDF_REQUESTS_PER_MINUTE="2")
    eager, patient = in_session(small), in_session(small)

    assert [eager.get(PDF).status_code for _ in range(3)] == [404, 404, 429]
    assert int(eager.get(PDF).headers["Retry-After"]) > 0
    assert patient.get(PDF).status_code == 404


def test_tickets_are_limited_apart_from_links(make_small: MakeWorld) -> None:
    small = make_small(PORTAL_PDF_REQUESTS_PER_MINUTE="1", PORTAL_LINK_ATTEMPTS_PER_MINUTE="3")
    browser = small.browser()

    assert [browser.get("/dl/x/y.pdf").status_code for _ in range(6)] == [400] * 5 + [429]
    assert browser.get("/embed?token=x").status_code == 400
