"""What PDF/A-3a, PDF/UA-1 and Factur-X ask of a file, as far as WeasyPrint can get it wrong; read with pikepdf.

A net under the templates, no validator: it knows the faults that a real one found in this renderer's files.
"""

import io
import re
import struct
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pikepdf

_PDFA, _PDFUA = "{http://www.aiim.org/pdfa/ns/id/}", "{http://www.aiim.org/pdfua/ns/id/}"
_FX = "{urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#}"
_SCHEMA = b"<pdfaSchema:namespaceURI>"
_TEXT_OPERATORS = frozenset({"Tj", "TJ", "'", '"'})
_NONE = pikepdf.Dictionary()
_CMYK = frozenset({"k", "K"})
_DEPTH = {"BDC": 1, "BMC": 1, "EMC": -1}


def faults_of(pdf: bytes, *, einvoice: bool = False) -> list[str]:
    """Every fault once, in words; empty when there is none."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        found = [
            *opened.check_pdf_syntax(),
            *_packet(opened, einvoice),
            *_catalog(opened),
            *_objects(opened),
            *_structure(opened),
            *_attachments(opened, einvoice),
            *(fault for page in opened.pages for fault in _content(page, page.Resources)),
        ]
    return sorted(set(found))


def _packet(opened: pikepdf.Pdf, einvoice: bool) -> Iterator[str]:
    raw = opened.Root.Metadata.read_bytes()
    if raw.count(b"<rdf:RDF") != 1:
        yield f"{raw.count(b'<rdf:RDF')} rdf:RDF in the metadata; readers see the first"
    metadata = opened.open_metadata()
    claims = {f"{_PDFA}part": "3", f"{_PDFA}conformance": "A", f"{_PDFUA}part": "1"}
    levels = {"DocumentType": "INVOICE", "DocumentFileName": "factur-x.xml", "ConformanceLevel": "EN 16931"}
    if einvoice:
        claims |= {f"{_FX}{name}": text for name, text in levels.items()} | {f"{_FX}Version": "1.0"}
    elif metadata.get(f"{_FX}ConformanceLevel"):
        yield "claims to be Factur-X without an e-invoice"
    yield from (f"{name} is {metadata.get(name)}" for name, text in claims.items() if metadata.get(name) != text)
    # Each namespace that PDF/A does not know has to be described.
    if raw.count(_SCHEMA) != 1 + einvoice:
        yield f"{raw.count(_SCHEMA)} extension schemas"


def _catalog(opened: pikepdf.Pdf) -> Iterator[str]:
    root, trailer = opened.Root, opened.trailer
    intents: list[pikepdf.Object] = list(root.get("/OutputIntents", pikepdf.Array()))
    checks = {
        "no file identifier": "/ID" in trailer,
        "encrypted": "/Encrypt" not in trailer,
        "no output intent": any(each.get("/S") == "/GTS_PDFA1" and "/DestOutputProfile" in each for each in intents),
        "not marked as tagged": bool(root.get("/MarkInfo", _NONE).get("/Marked")),
        "no language": bool(str(root.get("/Lang", ""))),
        "title not shown": bool(root.get("/ViewerPreferences", _NONE).get("/DisplayDocTitle")),
        "no title": bool(str(opened.docinfo.get("/Title", ""))),
    }
    yield from (fault for fault, holds in checks.items() if not holds)


def _objects(opened: pikepdf.Pdf) -> Iterator[str]:
    for each in opened.objects:
        if not isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
            continue
        kind, subtype = str(each.get("/Type", "")), str(each.get("/Subtype", ""))
        if subtype == "/Image" and each.get("/Interpolate"):
            yield "a smoothed picture"
        if kind == "/Font" and subtype in {"/Type1", "/TrueType", "/Type3"}:
            yield f"a font of {subtype}"
        if kind == "/FontDescriptor" and not {"/FontFile2", "/FontFile3"} & set(each.keys()):
            yield "a font that is not embedded"
        if str(each.get("/S", "")) in {"/JavaScript", "/Launch"}:
            yield "an action"


def _structure(opened: pikepdf.Pdf) -> Iterator[str]:
    elements = list(_elements(opened.Root.StructTreeRoot))
    kinds = [str(each.get("/S", "")) for each in elements]
    levels = [int(kind[2]) for kind in kinds if re.fullmatch(r"/H[1-6]", kind)]
    if not levels or levels[0] != 1 or any(after > before + 1 for before, after in pairwise(levels)):
        yield f"headings {levels}"
    if not all(str(each.get("/Alt", "")).strip() for each in elements if each.get("/S") == "/Figure"):
        yield "a picture without words"
    heads = [each for each in elements if each.get("/S") == "/TH"]
    if not all("/Scope" in each.get("/A", _NONE) for each in heads):
        yield "a heading of a table without a scope"
    for table in (each for each in elements if each.get("/S") == "/Table"):
        rows = [_width(row) for row in _elements(table) if row.get("/S") == "/TR"]
        if len(set(rows)) > 1:
            yield f"a table with rows of {sorted(set(rows))} cells"


def _width(row: pikepdf.Dictionary) -> int:
    cells = [each for each in _elements(row) if each.get("/S") in ("/TH", "/TD")]
    return sum(int(each.get("/A", _NONE).get("/ColSpan", 1)) for each in cells)


def _elements(node: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    for each in node.K if isinstance(node.get("/K"), pikepdf.Array) else [node.get("/K")]:
        if isinstance(each, pikepdf.Dictionary) and "/S" in each:
            yield each
            if "/K" in each:
                yield from _elements(each)


def _attachments(opened: pikepdf.Pdf, einvoice: bool) -> Iterator[str]:
    associated = list(opened.Root.get("/AF", []))
    names = Counter(str(each.UF) for each in associated)
    if names != ({"factur-x.xml": 1} if einvoice else {}):
        yield f"associated files {dict(names)}"
    for each in associated:
        if each.get("/AFRelationship") != "/Alternative" or str(each.get("/F")) != str(each.get("/UF")):
            yield "an associated file without its relationship or name"
        if not {"/F", "/UF"} <= set(each.EF.keys()) or each.EF.F.get("/Subtype") != "/text/xml":
            yield "an associated file of an unclear type"


def _content(drawn: pikepdf.Page | pikepdf.Object, resources: pikepdf.Object, depth: int = 0) -> Iterator[str]:
    count = 0
    for instruction in pikepdf.parse_content_stream(drawn):
        name, operands = str(instruction.operator), list(instruction.operands)
        depth += _DEPTH.get(name, 0)
        if name == "Tf":
            count = _glyphs_in(resources.Font[str(operands[0])])
        elif name == "Do":
            form = resources.XObject[str(operands[0])]
            if form.get("/Subtype") == "/Form":
                yield from _content(form, form.get("/Resources", resources), depth)
        elif name in _CMYK:
            yield "a colour in CMYK"
        elif name in _TEXT_OPERATORS:
            yield from _text(operands, count, depth)


def _text(operands: list[pikepdf.Object], count: int, depth: int) -> Iterator[str]:
    if depth == 0:
        yield "text outside the structure"
    if _has_missing_glyph(operands, count):
        yield "a missing glyph"


def _has_missing_glyph(operands: list[pikepdf.Object], count: int) -> bool:
    parts = operands[0] if isinstance(operands[0], pikepdf.Array) else [operands[-1]]
    data = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
    return any(not 0 < int.from_bytes(data[at : at + 2], "big") < count for at in range(0, len(data), 2))


def _glyphs_in(font: pikepdf.Object) -> int:
    """What table `maxp` of an embedded font says."""
    descriptor = font.DescendantFonts[0].FontDescriptor
    data = (descriptor.FontFile2 if "/FontFile2" in descriptor else descriptor.FontFile3).read_bytes()
    entry = data.index(b"maxp")
    (offset,) = struct.unpack_from(">I", data, entry + 8)
    (count,) = struct.unpack_from(">H", data, offset + 4)
    return int(count)
