"""XML put together from parts: an element that would be empty is no element, and the same parts give the same bytes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from lxml import etree

from portal.einvoice.xml import NAMES

# What XML 1.0 cannot hold, escaped or not: most control characters, halves of surrogate pairs, two non-characters.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CENTS = 2


@dataclass(frozen=True, slots=True)
class Part:
    """One element: a name with a prefix of `portal.einvoice.xml.NAMES`, and text or elements in their order."""

    name: str
    text: str | None
    children: tuple["Part", ...]
    attributes: Mapping[str, str] = field(default_factory=dict)


Content: TypeAlias = "Part | str | Iterable[Content] | None"


def part(name: str, /, *content: Content, **attributes: str | None) -> Part | None:
    """The element, or None where it would hold nothing; attributes without a value are left out."""
    texts, children = [], []
    for item in _flat(content):
        if isinstance(item, Part):
            children.append(item)
        else:
            texts.append(item)
    text = _NOT_XML.sub("", "".join(texts)).strip()
    if not text and not children:
        return None
    stated = {key: clean for key, value in attributes.items() if (clean := _NOT_XML.sub("", value or "").strip())}
    return Part(name, text or None, tuple(children), stated)


def _flat(content: Iterable[Content]) -> Iterable[Part | str]:
    for item in content:
        if item is None:
            continue
        if isinstance(item, Part | str):
            yield item
        else:
            yield from _flat(item)


def to_bytes(root: Part, namespaces: Mapping[Any, str], names: Mapping[str, str] = NAMES) -> bytes:
    """The document in UTF-8, indented, with these namespaces declared on its root (None is the prefix of the
    default one); `names` says what prefixes in names of parts mean."""
    element = etree.Element(_qualified(root.name, names), nsmap=dict(namespaces))
    _fill(element, root, names)
    # Not etree.indent: it would have to be taken back where somebody compares the text of an element.
    return etree.tostring(element, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _fill(element: etree._Element, content: Part, names: Mapping[str, str]) -> None:
    element.text = content.text
    for key, value in content.attributes.items():
        element.set(key, value)
    for child in content.children:
        _fill(etree.SubElement(element, _qualified(child.name, names)), child, names)


def _qualified(name: str, names: Mapping[str, str]) -> str:
    prefix, _, local = name.rpartition(":")
    return f"{{{names[prefix]}}}{local}"


def amount(value: Decimal | None) -> str | None:
    """An amount as stated, with two decimals at least; what has more keeps them, for a rule to find."""
    if value is None:
        return None
    cents = value.quantize(Decimal(1).scaleb(-_CENTS)) if _decimals(value) <= _CENTS else value
    return f"{cents:f}" if cents else f"{abs(cents):f}"


def number(value: Decimal | None) -> str | None:
    """A price, quantity or rate, without zeros at its end that say nothing."""
    if value is None:
        return None
    return f"{value.normalize():f}" if value else "0"


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def iso(day: date | None) -> str | None:
    """A day as UBL writes it."""
    return None if day is None else day.isoformat()


def truth(value: bool) -> str:
    """An xs:boolean."""
    return "true" if value else "false"
