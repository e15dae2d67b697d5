"""Small real files made by hand: a one-page PDF, a PNG of one colour band after another, a CSV, a text."""

import csv
import io
import struct
import zlib
from collections.abc import Sequence


def small_pdf(title: str, lines: Sequence[str]) -> bytes:
    """A PDF 1.4 of one A4 page with these lines in Helvetica; letters outside Latin-1 lose their accents."""
    text = ["BT", "/F1 18 Tf", "56 770 Td", f"({_escaped(title)}) Tj", "/F1 11 Tf", "0 -34 Td", "16 TL"]
    text += [f"({_escaped(line)}) Tj T*" for line in lines]
    content = "\n".join([*text, "ET"]).encode("latin-1", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    out, places = io.BytesIO(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    out.seek(0, io.SEEK_END)
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table))
    return out.getvalue()


def small_png(colors: Sequence[tuple[int, int, int]], *, comment: str = "", width: int = 320, band: int = 48) -> bytes:
    """An 8-bit RGB picture of horizontal bands, with an optional Latin-1 comment inside."""
    rows = b"".join((b"\0" + bytes(color) * width) * band for color in colors)
    header = struct.pack(">IIBBBBB", width, band * len(colors), 8, 2, 0, 0, 0)
    chunks = [_chunk(b"IHDR", header)]
    if comment:
        chunks.append(_chunk(b"tEXt", b"Comment\0" + comment.encode("latin-1", "replace")))
    chunks += [_chunk(b"IDAT", zlib.compress(rows)), _chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def small_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """Semicolon-separated UTF-8, as banks here give it."""
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode()


def _escaped(text: str) -> str:
    plain = text.translate(str.maketrans("čšžćđČŠŽĆĐ", "cszcdCSZCD"))
    return plain.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
