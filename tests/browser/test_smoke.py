"""The shortest real walk: a firm's page frames the portal, and a client comes away with a PDF."""

from pathlib import Path

import pytest

from portal.demo.entities import ELM
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser


def test_a_client_walks_from_the_link_to_the_pdf(visitor: Visitor) -> None:
    page, [frame] = visitor.frame("full")
    assert frame.text_content(".who__name") == ELM["name"]
    frame.click("nav.tabs a >> text=Invoices")
    number = frame.text_content("tr:nth-child(2) .row-link")
    assert number
    frame.fill("#q", number)
    frame.wait_for_selector("#chip-q")
    assert number in (frame.text_content("tbody") or "")
    frame.click(f'.row-link >> text="{number}"')
    frame.wait_for_selector(f"h1:has-text('{number}')")
    with page.expect_download() as waiting:
        frame.click(".actions .button--main")
    assert Path(waiting.value.path()).read_bytes().startswith(b"%PDF-")
    assert waiting.value.suggested_filename.endswith(".pdf")
    # The page stays where it was, and so does the firm's around it.
    assert frame.text_content(".who__name") == ELM["name"]
