"""Numbers that companies and their accounts are known by: VAT ids, IBANs and BICs, each kept in its one spelling."""

from stdnum import bic as bic_numbers
from stdnum import get_cc_module
from stdnum import iban as iban_numbers
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.gb import vat as gb_vat

from portal.errors import Invalid

# Greece writes EL before its VAT ids and is GR everywhere else (EN 16931, BR-CO-9).
_VAT_PREFIXES = {"GR": "EL"}
_OF_THE_EU = frozenset(prefix.upper() for prefix in eu_vat.MEMBER_STATES) - {"GR", "GB"} | {"EL"}


def is_member_state(country: str) -> bool:
    """Whether a country (ISO 3166-1 alpha-2) is of the European Union."""
    return country != "EL" and _VAT_PREFIXES.get(country, country) in _OF_THE_EU - {"XI"}


def clean_vat_id(text: str, country: str, field: str = "vat_id") -> str:
    """A VAT id in capital letters and digits alone, with its prefix where its country writes one. Invalid says why not.

    An id that begins with a prefix of the EU's is judged by that country's rule, any other by the rule of `country`
    (ISO 3166-1 alpha-2). Of a country without a known rule it is taken as it stands.
    """
    compact = "".join(filter(str.isalnum, text)).upper()
    prefix = _VAT_PREFIXES.get(country, country)
    try:
        if compact[:2] in _OF_THE_EU and compact[:2] != prefix:
            return str(eu_vat.validate(compact))
        if prefix in _OF_THE_EU:
            return str(eu_vat.validate(compact if compact.startswith(prefix) else prefix + compact))
        if country == "GB":
            return f"GB{gb_vat.validate(compact)}"
        return _of_another_country(compact, country)
    except InvalidChecksum as error:
        raise Invalid(f"{field}: the check digits of {text!r} do not fit; look for a typing error") from error
    except ValidationError as error:
        raise Invalid(f"{field}: {text!r} is not written as a VAT id of its country is") from error


def _of_another_country(compact: str, country: str) -> str:
    """Many of these countries write their prefix on invoices only, so it is taken with it and without."""
    rule = get_cc_module(country.lower(), "vat")
    if rule is not None and not rule.is_valid(compact.removeprefix(country)):
        rule.validate(compact)
    return compact


def clean_iban(text: str, field: str = "iban") -> str:
    """An IBAN without spaces (ISO 13616). Raises Invalid."""
    try:
        return str(iban_numbers.validate(text))
    except ValidationError as error:
        raise Invalid(f"{field}: {text!r} is not an IBAN; look for a typing error") from error


def clean_bic(text: str, field: str = "bic") -> str:
    """A BIC of 8 or 11 characters (ISO 9362). Raises Invalid."""
    try:
        return str(bic_numbers.validate(text))
    except ValidationError as error:
        raise Invalid(f"{field}: {text!r} is not a BIC of 8 or 11 characters") from error
