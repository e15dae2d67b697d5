"""Documents to print in tests: small, complete, and changed by keyword."""

import zlib
from datetime import date
from decimal import Decimal

from portal.pdf import (
    Logo,
    PrintedDocument,
    PrintedLine,
    PrintedParty,
    PrintedPayment,
    PrintedTaxGroup,
    PrintedTotals,
    PrintedType,
)

IBAN = "SI56192001234567892"
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 60" width="240" height="60">'
    b'<circle cx="30" cy="30" r="24" fill="#1f3a5f"/>'
    b'<path d="M18 34l9 9 16-24" stroke="#fff" stroke-width="5" fill="none"/>'
    b'<rect x="70" y="18" width="150" height="9" fill="#1f3a5f"/>'
    b'<rect x="70" y="34" width="100" height="7" fill="#8aa0bd"/>'
    b"</svg>"
)

SELLER = PrintedParty(
    name="Alpska pekarna d.o.o.",
    address=("Trubarjeva cesta 12", "1000 Ljubljana", "Slovenia"),
    vat_id="SI12345679",
    legal_id="6543210000",
    email="racuni@alpska-pekarna.example",
    phone="+386 1 234 56 78",
)
BUYER = PrintedParty(
    name="Gasthof Zum Löwen GmbH",
    address=("Hauptstraße 5", "9020 Klagenfurt", "Austria"),
    vat_id="ATU12345675",
)


def line(number: int = 1) -> PrintedLine:
    """One line of 10 pieces at 12.50."""
    return PrintedLine(
        position=str(number),
        name=f"Buckwheat bread, batch {number}",
        description="Whole grain, 750 g, delivered before six in the morning",
        quantity=Decimal(10),
        unit="pcs",
        unit_price=Decimal("12.50"),
        tax_rate=Decimal("9.5"),
        net=Decimal("125.00"),
    )


def invoice(count: int = 1) -> PrintedDocument:
    """An invoice of `count` equal lines with right totals, payable by a SEPA transfer."""
    net = Decimal("125.00") * count
    tax = (net * Decimal("0.095")).quantize(Decimal("0.01"))
    return PrintedDocument(
        type=PrintedType.INVOICE,
        number="2026-000123",
        language="en",
        locale="en_IE",
        currency="EUR",
        seller=SELLER,
        buyer=BUYER,
        lines=tuple(line(number) for number in range(1, count + 1)),
        tax_groups=(PrintedTaxGroup("S", Decimal("9.5"), net, tax),),
        totals=PrintedTotals(lines=net, net=net, tax=tax, gross=net + tax, due=net + tax),
        issue_date=date(2026, 11, 3),
        due_date=date(2026, 11, 18),
        supply_date=date(2026, 10, 31),
        payment=PrintedPayment(
            means="SEPA credit transfer",
            iban=IBAN,
            bic="BSLJSI2X",
            account_name="Alpska pekarna d.o.o.",
            reference="SI00 2026-000123",
        ),
        footer=(
            "Alpska pekarna d.o.o., Trubarjeva cesta 12, 1000 Ljubljana",
            "Entered at the District Court of Ljubljana, no. 1/23456/00",
            "Share capital 7,500.00 EUR",
        ),
    )


def svg_logo() -> Logo:
    """A drawn logo."""
    return Logo(SVG, "image/svg+xml", "Alpska pekarna")


def png_logo(width: int = 40, height: int = 10) -> Logo:
    """A plain grey picture, made by hand."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes((8, 0, 0, 0, 0))
    rows = b"".join(b"\0" + b"\x60" * width for _ in range(height))
    content = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
    return Logo(content, "image/png", "Alpska pekarna")
