"""The official schemas and rules, from installed packages and never over the network: XSD here, schematron in a child.

Importing this package loads no XSLT processor; `portal.einvoice.validation.saxon` is for children.
"""

from portal.einvoice.validation.files import rule_sets
from portal.einvoice.validation.schema import schema_failures
from portal.einvoice.validation.schematron import Schematron

__all__ = ["Schematron", "rule_sets", "schema_failures"]
