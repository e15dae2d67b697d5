"""Whether bytes are a drawing that may be printed: read once, where it is taken, and never again."""

from typing import Any

from lxml import etree

from portal.errors import Invalid

_ROOTS = ("svg", "{http://www.w3.org/2000/svg}svg")


def refuse_odd_svg(data: bytes) -> None:
    """Invalid for what is no XML, no SVG, or declares entities."""
    # Entities could unfold to gigabytes or name files; huge_tree lifts libxml2's own limits.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Invalid("logo: is neither a PNG nor an SVG that can be read") from error
    if root.tag not in _ROOTS:
        raise Invalid("logo: is XML, but no SVG; send an SVG or a PNG")
    declared: Any = root.getroottree().docinfo.internalDTD
    if declared is not None and declared.entities():
        raise Invalid("logo: the SVG declares entities; save it as plain SVG")
