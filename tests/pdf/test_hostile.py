"""Texts and pictures that want the renderer to read a file, call a server or stand still."""

import dataclasses
import http.server
import threading
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from portal.pdf import Logo, PrintedAdjustment, PrintedDocument, PrintedReference, PrintedTaxGroup
from portal.pdf.engine import render
from portal.pdf.pictures import ClosedFetcher
from tests.pdf.reading import objects_of, plain_bytes, squeezed, text_of
from tests.pdf.samples import invoice, line

pytestmark = pytest.mark.slow

SECRET = "canary-4711-secret"


class Canary(http.server.ThreadingHTTPServer):
    """Counts who calls."""

    calls = 0


class _Count(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Canary)
        self.server.calls += 1
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[Canary]:
    with Canary(("127.0.0.1", 0), _Count) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def canary(server: Canary) -> Canary:
    """The server, called by nobody yet."""
    server.calls = 0
    return server


@pytest.fixture
def addresses(canary: Canary, tmp_path: Path) -> tuple[str, str]:
    file = tmp_path / "secret.txt"
    file.write_text(SECRET)
    return f"http://127.0.0.1:{canary.server_port}/x", file.as_uri()


MARKUP = (
    '<img src="{0}">',
    '<link rel="stylesheet" href="{0}">',
    '<link rel="attachment" href="{0}">',
    '<a rel="attachment" href="{0}">x</a>',
    '<style>@import url("{0}");</style>',
    '<style>@font-face{{font-family:x;src:url("{0}")}} *{{font-family:x}}</style>',
    '<div style="background:url({0})">x</div>',
    '<object data="{0}"></object><embed src="{0}"><iframe src="{0}"></iframe>',
    '<base href="{0}"><svg><image href="{0}"/></svg>',
    '"><img src="{0}" onerror="',
    "</p></td></tr></table><img src='{0}'>",
    "{{{{ cycler.__init__.__globals__ }}}}{{% include '{0}' %}}",
    "url({0})",
    "<?xml-stylesheet href='{0}'?><!ENTITY x SYSTEM '{0}'>&x;",
)


def everywhere(text: str) -> PrintedDocument:
    """The text in every place that takes one."""
    document = invoice()
    assert document.payment is not None
    party = {field.name: text for field in dataclasses.fields(document.seller) if field.name != "address"}
    return replace(
        document,
        number=text,
        seller=replace(document.seller, address=(text,), **party),
        buyer=replace(document.buyer, address=(text,), **party),
        lines=(replace(line(), position=text, name=text, description=text, unit=text),),
        payment=replace(document.payment, means=text, account_name=text, reference=text, bic=text),
        payment_terms=text,
        legends=(text,),
        notes=(text,),
        footer=(text,),
        preceding=(PrintedReference(text),),
        adjustments=(PrintedAdjustment(False, text, Decimal(1), percent=Decimal(5), tax_rate=Decimal(5)),),
        tax_groups=(PrintedTaxGroup(text, None, Decimal(1), Decimal(1), text),),
    )


@pytest.mark.parametrize("markup", MARKUP)
def test_text_is_printed_and_never_obeyed(markup: str, canary: Canary, addresses: tuple[str, str]) -> None:
    texts = [markup.format(address) for address in addresses]
    pdf = render(everywhere(" ".join(texts)))
    printed = squeezed(pdf)
    for text in texts:
        assert printed.count("".join(text.split())) >= 20
    assert SECRET.encode() not in plain_bytes(pdf)
    assert not any("/EmbeddedFile" in repr(each) for each in objects_of(pdf))
    assert canary.calls == 0


DRAWINGS = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{0}" width="9" height="9"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" width="9" height="9">'
    '<image x:href="{0}" width="9" height="9"/><use x:href="{0}#a"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><style>@import url({0});</style>'
    '<rect style="fill:url({0}#a)" width="9" height="9"/></svg>',
    '<?xml-stylesheet href="{0}"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    '<!DOCTYPE svg [<!ENTITY e SYSTEM "{0}">]>'
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text y="9">&e;</text></svg>',
)


@pytest.mark.parametrize("drawing", DRAWINGS)
def test_a_logo_loads_nothing(drawing: str, canary: Canary, addresses: tuple[str, str]) -> None:
    for address in addresses:
        pdf = render(replace(invoice(), logo=Logo(drawing.format(address).encode(), "image/svg+xml", "logo")))
        assert SECRET.encode() not in plain_bytes(pdf)
        assert SECRET not in text_of(pdf)
    assert canary.calls == 0


def test_an_exploding_logo_is_left_out_and_the_document_stands() -> None:
    entities = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 20}">' for n in range(8))
    bomb = (
        f'<!DOCTYPE svg [<!ENTITY a0 "ha">{entities}]><svg xmlns="http://www.w3.org/2000/svg"><text>&a8;</text></svg>'
    )
    pdf = render(replace(invoice(), logo=Logo(bomb.encode(), "image/svg+xml", "The bakery's sign")))
    assert "Invoice 2026-000123" in text_of(pdf)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1/", "https://example.org/", "file:///etc/passwd", "data:text/plain,x", "ftp://x/", ""]
)
def test_the_fetcher_refuses_every_address_it_was_not_given(address: str) -> None:
    for fetch in (ClosedFetcher({}), ClosedFetcher({}).open, ClosedFetcher({}).fetch):
        with pytest.raises(ValueError, match="nothing but its own"):
            fetch(address)


def test_nested_boxes_in_a_text_are_letters() -> None:
    bomb = "<div style=display:flex>" * 12 + "x" + "</div>" * 12
    pdf = render(replace(invoice(), lines=(replace(line(), description=bomb),)))
    assert "<divstyle=display:flex>" * 12 in squeezed(pdf)


def test_control_characters_and_direction_marks_break_nothing() -> None:
    text = "a\x00b\x07c\x1bd\x7fe\u202eabc\u2066x\ufeff\ufffe\x85 \u2028z"
    assert "Invoice" in text_of(render(replace(everywhere(text), number="1")))
