"""Whether XML is built as its schema says: the first of the two official checks, and the cheap one."""

from functools import cache

from lxml import etree

from portal.einvoice.rules.rule import Topic, Violation
from portal.einvoice.validation.files import schema_file


def schema_failures(kind: str, data: bytes) -> tuple[Violation, ...]:
    """What the schema of this kind (`portal.einvoice.validation.files`) finds wrong first; `()` when it is valid."""
    try:
        _schema(kind).assertValid(etree.fromstring(data))
    except etree.DocumentInvalid as error:
        return (Violation("XSD", Topic.STRUCTURE, str(error)),)
    return ()


@cache
def _schema(kind: str) -> etree.XMLSchema:
    # The schemas import one another by relative paths; nothing is fetched.
    parser = etree.XMLParser(no_network=True)
    return etree.XMLSchema(etree.parse(str(schema_file(kind)), parser))
