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


def test_reports_of_one_session_are_limited_pages_and_files_together(make_small: MakeWorld) -> None:
    small = make_small(PORTAL_PDF_REQUESTS_PER_MINUTE="1")
    eager, patient = in_session(small), in_session(small)
    report = "reports/vat-summary/2026-01/"
    ticket = eager.get(f"{report}file?form=csv").location
    pages = ["reports/", report, f"{report}documents?figure=none"]

    assert [eager.get(page).status_code for page in pages] == [200, 200, 404]
    assert [eager.browser.get(ticket).status_code for _ in range(2)] == [200, 200]
    assert eager.browser.get(ticket).status_code == 429
    assert eager.get(report).status_code == 429
    assert patient.get(report).status_code == 200


def test_tickets_are_limited_apart_from_links(make_small: MakeWorld) -> None:
    small = make_small(PORTAL_PDF_REQUESTS_PER_MINUTE="1", PORTAL_LINK_ATTEMPTS_PER_MINUTE="3")
    browser = small.browser()

    assert [browser.get("/dl/x/y.pdf").status_code for _ in range(6)] == [400] * 5 + [429]
    assert browser.get("/embed?token=x").status_code == 400


def test_whoever_has_a_network_of_addresses_is_one_visitor(make_small: MakeWorld) -> None:
    small = make_small(PORTAL_LINK_ATTEMPTS_PER_MINUTE="3", PORTAL_BEHIND_PROXY="1")

    def attempts(*addresses: str) -> list[int]:
        return [small.browser().get("/embed?token=x", X_Forwarded_For=each).status_code for each in addresses]

    assert attempts(*(f"2001:db8:1:2:{number:x}::1" for number in range(5))) == [400] * 3 + [429] * 2
    assert attempts("2001:db8:1:3::1") == [400]
    assert attempts("203.0.113.1", "::ffff:203.0.113.1", "203.0.113.1", "::ffff:203.0.113.1") == [400] * 3 + [429]
    assert attempts("203.0.113.2", "no address", "fe80::1%eth0") == [400] * 3


def test_no_stranger_s_page_uses_up_what_renews_a_session(make_small: MakeWorld) -> None:
    small = make_small(PORTAL_LINK_ATTEMPTS_PER_MINUTE="4")
    inside = in_session(small)
    csrf = inside.csrf()
    stranger = small.browser(Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="no-cors", Sec_Fetch_Dest="image")
    assert [stranger.get("/embed?token=x").status_code for _ in range(4)][-1] == 429

    def renew() -> int:
        return inside.post("session/renew", csrf, token=small.issue_full().token).status_code

    assert [renew() for _ in range(5)] == [200] * 4 + [429]


def test_invented_sessions_renew_no_oftener_than_their_address_may(make_small: MakeWorld) -> None:
    small = make_small(PORTAL_LINK_ATTEMPTS_PER_MINUTE="4")
    browser = small.browser()
    tried = [browser.post(f"/u/{number:043d}/session/renew", {}).status_code for number in range(6)]
    assert tried == [401] * 4 + [429] * 2
