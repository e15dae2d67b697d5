"""The particulars of a customer: which there are, and what may stand in each."""

from collections.abc import Callable, Mapping
from typing import Any, TypedDict

from portal.documents.identifiers import clean_bic, clean_iban, clean_vat_id, is_member_state
from portal.errors import Invalid
from portal.services.catalog.kept import clean_metadata
from portal.services.fields import clean_country, clean_text, optional_email, optional_text, texts_of

ADDRESS_FIELDS = frozenset({"line1", "line2", "line3", "city", "post_code", "subdivision", "country"})
ACCOUNT_FIELDS = frozenset(
    {"type", "name", "bank_name", "iban", "account_number", "bic", "routing_number", "sort_code"}
)
CONTACT_TYPES = ("buyer", "supplier", "both")
MOST_ACCOUNTS = 10


class CustomerChanges(TypedDict, total=False):
    """What may be said of a customer. What is not named stays; None clears a field."""

    name: str
    vat_id: str | None
    tax_number: str | None
    company_number: str | None
    email: str | None
    phone: str | None
    address: Mapping[str, str | None] | None
    """`line1`, `line2`, `line3`, `city`, `post_code`, `subdivision`, and `country` by ISO 3166-1 alpha-2."""
    contact_type: str
    peppol_id: str | None
    peppol_scheme_id: str | None
    bank_accounts: list[Any] | None
    is_tax_subject: bool | None
    is_end_consumer: bool | None
    metadata: Mapping[str, str] | None


def clean_customer(changes: Mapping[str, Any], *, country: str | None, details: Mapping[str, Any]) -> dict[str, Any]:
    """Columns and their values. `country` and `details` are what stands so far. Raises Invalid, naming the field."""
    if unknown := sorted(changes.keys() - _CLEANERS.keys() - _DETAILS.keys() - {"vat_id"}):
        raise Invalid(f"{unknown[0]}: is nothing that can be said of a customer")
    columns = {name: clean(changes[name], name) for name, clean in _CLEANERS.items() if name in changes}
    country = columns["address"].get("country") if "address" in columns else country
    if "metadata" in columns:
        columns["meta"] = columns.pop("metadata")
    if "vat_id" in changes:
        columns["vat_id"] = _vat_id(changes["vat_id"], country)
    said = {name: clean(changes[name], name) for name, clean in _DETAILS.items() if name in changes}
    if said:
        merged = {**details, **said}
        columns["details"] = {name: value for name, value in merged.items() if value not in (None, [])}
    return columns


def _vat_id(text: str | None, country: str | None) -> str | None:
    """Judged by the country it names, else by the customer's; where neither is known it is taken as it stands."""
    stated = optional_text(text, "vat_id", longest=40)
    if stated is None:
        return None
    compact = "".join(filter(str.isalnum, stated)).upper()
    if country is not None:
        return clean_vat_id(stated, country)
    prefix = {"EL": "GR"}.get(compact[:2], compact[:2])
    return clean_vat_id(stated, prefix) if is_member_state(prefix) else compact


def _address(value: Mapping[str, str | None] | None, field: str) -> dict[str, str]:
    address = texts_of(value or {}, field, ADDRESS_FIELDS)
    if "country" in address:
        clean_country(address["country"], f"{field}.country")
    return address


def _bank_accounts(value: list[Any] | None, field: str) -> list[dict[str, str]]:
    if len(value or []) > MOST_ACCOUNTS:
        raise Invalid(f"{field}: {len(value or [])} are more than {MOST_ACCOUNTS}")
    return [_bank_account(account, f"{field}[{place}]") for place, account in enumerate(value or [])]


def _bank_account(value: object, field: str) -> dict[str, str]:
    account = texts_of(value, field, ACCOUNT_FIELDS)
    if not account.keys() & {"iban", "account_number"}:
        raise Invalid(f"{field}.iban: is missing; state it, or account_number")
    if "iban" in account:
        account["iban"] = clean_iban(account["iban"], f"{field}.iban")
    if "bic" in account:
        account["bic"] = clean_bic(account["bic"], f"{field}.bic")
    return account


def _contact_type(value: str, field: str) -> str:
    if value not in CONTACT_TYPES:
        raise Invalid(f"{field}: {value!r} is none of {', '.join(CONTACT_TYPES)}")
    return value


def _flag(value: bool | None, field: str) -> bool | None:
    if not isinstance(value, bool | None):
        raise Invalid(f"{field}: must be true or false")
    return value


_CLEANERS: dict[str, Callable[[Any, str], Any]] = {
    "name": clean_text,
    "tax_number": optional_text,
    "company_number": optional_text,
    "email": optional_email,
    "phone": optional_text,
    "address": _address,
    "metadata": clean_metadata,
}
_DETAILS: dict[str, Callable[[Any, str], Any]] = {
    "contact_type": _contact_type,
    "peppol_id": optional_text,
    "peppol_scheme_id": optional_text,
    "bank_accounts": _bank_accounts,
    "is_tax_subject": _flag,
    "is_end_consumer": _flag,
}
