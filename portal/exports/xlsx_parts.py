"""The parts of an XLSX package that are the same for every table: types, relations, the list of sheets, styles."""

from collections.abc import Iterator, Sequence
from html import escape

from portal.exports.cells import Kind

# Places in `cellXfs` below. A guarded text stays a text also when somebody opens its cell and leaves it again.
TEXT, AMOUNT, DAY, HEAD, GUARDED = range(5)
STYLES = {Kind.TEXT: TEXT, Kind.AMOUNT: AMOUNT, Kind.DAY: DAY}
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_AMOUNT_FORMAT, _DAY_FORMAT = 164, 165

_STYLE_SHEET = f"""<styleSheet xmlns="{MAIN}">\
<numFmts count="2"><numFmt numFmtId="{_AMOUNT_FORMAT}" formatCode="#,##0.00##"/>\
<numFmt numFmtId="{_DAY_FORMAT}" formatCode="yyyy\\-mm\\-dd"/></numFmts>\
<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>\
<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>\
<fills count="2"><fill><patternFill patternType="none"/></fill>\
<fill><patternFill patternType="gray125"/></fill></fills>\
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
<cellXfs count="5">\
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
<xf numFmtId="{_AMOUNT_FORMAT}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="{_DAY_FORMAT}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>\
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/>\
</cellXfs>\
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""


def sheet_path(position: int) -> str:
    """Where the sheet lies in the package; positions count from 1."""
    return f"xl/worksheets/sheet{position}.xml"


def frame_parts(names: Sequence[str]) -> Iterator[tuple[str, list[bytes]]]:
    """Every part but the sheets, whose names these are, in their order."""
    positions = range(1, len(names) + 1)
    yield "[Content_Types].xml", _part(_content_types(positions))
    yield "_rels/.rels", _part(_relations([("rId1", f"{_DOCUMENT}/officeDocument", "xl/workbook.xml")]))
    yield "xl/workbook.xml", _part(_workbook(names))
    sheets = [(f"rId{each}", f"{_DOCUMENT}/worksheet", f"worksheets/sheet{each}.xml") for each in positions]
    styles = (f"rId{len(names) + 1}", f"{_DOCUMENT}/styles", "styles.xml")
    yield "xl/_rels/workbook.xml.rels", _part(_relations([*sheets, styles]))
    yield "xl/styles.xml", _part(_STYLE_SHEET)


def _part(xml: str) -> list[bytes]:
    return [f"{DECLARATION}{xml}".encode()]


def _content_types(positions: range) -> str:
    sheets = "".join(
        f'<Override PartName="/{sheet_path(each)}" ContentType="{_TYPE}.worksheet+xml"/>' for each in positions
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{sheets}</Types>'
    )


def _relations(found: Sequence[tuple[str, str, str]]) -> str:
    entries = "".join(f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>' for name, kind, target in found)
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'


def _workbook(names: Sequence[str]) -> str:
    sheets = "".join(
        f'<sheet name="{escape(name)}" sheetId="{position}" r:id="rId{position}"/>'
        for position, name in enumerate(names, start=1)
    )
    return f'<workbook xmlns="{MAIN}" xmlns:r="{_DOCUMENT}"><sheets>{sheets}</sheets></workbook>'
