"""What WeasyPrint 70 leaves undone in a PDF's objects, mended just before they are written."""

from typing import Any


def finish(document: object, pdf: Any) -> None:
    """Name each associated file once and under both its keys; say of each heading of a table what it is the heading of.

    WeasyPrint names attachments twice in /AF, gives their streams no /UF, and links cells to headings by id alone.
    """
    del document
    associated = pdf.catalog.get("AF")
    if associated is not None:
        associated[:] = dict.fromkeys(associated)
    for each in pdf.objects:
        if not isinstance(each, dict):
            continue
        if each.get("Type") == "/Filespec" and "EF" in each:
            each["EF"]["UF"] = each["EF"]["F"]
        if each.get("S") == "/TH":
            group = _parent(_parent(each, pdf), pdf)
            each["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"


def _parent(element: dict[str, Any], pdf: Any) -> dict[str, Any]:
    parent: dict[str, Any] = pdf.objects[int(element["P"].split()[0])]
    return parent
