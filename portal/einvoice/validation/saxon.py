"""The official schematron, run by the XSLT 3.0 processor SaxonC; only children import this module."""

from pathlib import Path

from lxml import etree
from saxonche import PySaxonProcessor, PyXsltExecutable

from portal.einvoice.validation.files import stylesheet_file

_SVRL = "{http://purl.oclc.org/dsdl/svrl}"
# The rules flag what they only mention.
_NO_FAILURE = frozenset({"warning", "information"})
_UNNAMED = "schematron"


class Checker:
    """Compiles each stylesheet at its first use, which takes about a second, and then needs some milliseconds."""

    def __init__(self) -> None:
        self._processor = PySaxonProcessor(license=False)
        self._compiled: dict[Path, PyXsltExecutable] = {}

    def failures(self, kind: str, data: bytes) -> list[tuple[str, str]]:
        """Rule and sentence of each failure; none where there are no rules for this kind."""
        path = stylesheet_file(kind)
        if path is None:
            return []
        if path not in self._compiled:
            compiler = self._processor.new_xslt30_processor()
            self._compiled[path] = compiler.compile_stylesheet(stylesheet_file=str(path))
        # As text: a file name with a space in it is refused.
        node = self._processor.parse_xml(xml_text=data.decode("utf-8"))
        report = self._compiled[path].transform_to_string(xdm_node=node)
        return _told(report)


def _told(report: str) -> list[tuple[str, str]]:
    root = etree.fromstring(report.encode())
    found = (element for name in ("failed-assert", "successful-report") for element in root.iter(f"{_SVRL}{name}"))
    return [
        (element.get("id") or _UNNAMED, " ".join("".join(map(str, element.itertext())).split()))
        for element in found
        if element.get("flag") not in _NO_FAILURE
    ]
