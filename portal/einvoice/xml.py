"""XML from strangers, read without expanding, fetching or trusting anything; the one home of lxml.

A document type declaration is refused before the tree is built: no invoice needs one, every entity attack does.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from xml.parsers.expat import ExpatError, ParserCreate

from lxml import etree

from portal.einvoice.party import Identifier
from portal.einvoice.values import date_of, decimal_of, shortened
from portal.errors import EInvoiceRefused

NAMES = {
    "inv": "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2",
    "cn": "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
    "qdt": "urn:un:unece:uncefact:data:standard:QualifiedDataType:100",
}

_PREFIXES = {namespace: prefix for prefix, namespace in NAMES.items()}
_PROLOG_STEP = 65_536


class Node:
    """One element. Paths are child steps with the prefixes of `NAMES`; blank text counts as absent."""

    __slots__ = ("_element",)

    def __init__(self, element: etree._Element) -> None:
        self._element = element

    @property
    def name(self) -> str:
        """The element's name with our prefix, or with its namespace in braces when it is not one of ours."""
        qualified = etree.QName(self._element)
        prefix = _PREFIXES.get(qualified.namespace or "")
        return qualified.text if prefix is None else f"{prefix}:{qualified.localname}"

    @property
    def value(self) -> str | None:
        return (self._element.text or "").strip() or None

    def attribute(self, name: str) -> str | None:
        return (self._element.get(name) or "").strip() or None

    def all(self, path: str) -> Iterator["Node"]:
        return (Node(element) for element in self._element.findall(path, NAMES))

    def first(self, *paths: str) -> "Node | None":
        """The first element that any of the paths leads to, in the order of the paths."""
        for path in paths:
            element = self._element.find(path, NAMES)
            if element is not None:
                return Node(element)
        return None

    def text(self, *paths: str) -> str | None:
        """The first text that is not blank, in the order of the paths and then of the document."""
        values = (node.value for path in paths for node in self.all(path))
        return next((value for value in values if value is not None), None)

    def texts(self, path: str) -> list[str]:
        return [value for node in self.all(path) if (value := node.value) is not None]

    def decimal(self, *paths: str) -> Decimal | None:
        """The number there; EInvoiceRefused when there is something that is not one."""
        text = self.text(*paths)
        return None if text is None else decimal_of(text, self._last_step(paths[0]))

    def date(self, *paths: str) -> date | None:
        """The date there; EInvoiceRefused when there is something that is not one."""
        text = self.text(*paths)
        return None if text is None else date_of(text, self._last_step(paths[0]))

    def identifier(self, path: str) -> Identifier | None:
        """The text there with its `schemeID`."""
        node = self.first(path)
        return None if node is None or (value := node.value) is None else Identifier(value, node.attribute("schemeID"))

    def _last_step(self, path: str) -> str:
        return self.name if path == "." else path.rpartition("/")[2]


def read_root(data: bytes, max_bytes: int) -> Node:
    """The root element of the bytes; EInvoiceRefused when empty, over `max_bytes`, not XML or with a DOCTYPE."""
    if len(data) > max_bytes:
        raise EInvoiceRefused(f"the file has {len(data)} bytes, more than the {max_bytes} allowed")
    if not data.strip():
        raise EInvoiceRefused("the file is empty")
    _refuse_doctype(data)
    # huge_tree stays off: it lifts libxml2's own limits on depth and on the length of a text.
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise EInvoiceRefused(f"the file is not well-formed XML (line {error.lineno or 1})") from error
    # The two parsers could disagree about an exotic encoding; what the second one saw counts as well.
    if root.getroottree().docinfo.internalDTD is not None:
        raise _doctype_refused()
    return Node(root)


def unknown_root(root: Node) -> EInvoiceRefused:
    """The refusal of XML that is something else."""
    return EInvoiceRefused(f"the file is XML, but neither a UBL nor a CII invoice: its root is {shortened(root.name)}")


class _RootReached(Exception):
    """Ends the first pass: after the root's start tag no DOCTYPE can follow."""


def _stop_at_doctype(*_declaration: object) -> None:
    raise _doctype_refused()


def _stop_at_root(*_tag: object) -> None:
    raise _RootReached


def _refuse_doctype(data: bytes) -> None:
    parser = ParserCreate()
    parser.StartDoctypeDeclHandler = _stop_at_doctype
    parser.StartElementHandler = _stop_at_root
    try:
        for offset in range(0, len(data), _PROLOG_STEP):
            parser.Parse(data[offset : offset + _PROLOG_STEP], False)
        parser.Parse(b"", True)
    except _RootReached:
        return
    except ExpatError as error:
        raise EInvoiceRefused(f"the file is not well-formed XML (line {error.lineno})") from error
    except (ValueError, LookupError) as error:
        raise EInvoiceRefused("the file is XML in an encoding that is not supported") from error


def _doctype_refused() -> EInvoiceRefused:
    return EInvoiceRefused("the file declares a document type (DOCTYPE), which no e-invoice may")
