"""The particulars of a client business: which there are, and what may stand in each."""

import json
from collections.abc import Callable, Mapping
from typing import Any, TypedDict

from portal.documents.identifiers import clean_bic, clean_iban, clean_vat_id
from portal.errors import Invalid
from portal.identity import ClientAccess
from portal.services.documents.defaults import check_numbering
from portal.services.fields import (
    clean_country,
    clean_currency,
    clean_locale,
    clean_text,
    clean_timezone,
    optional_email,
    optional_text,
    texts_of,
)
from portal.services.firm.looks import check_branding

ADDRESS_FIELDS = frozenset({"line1", "line2", "line3", "city", "post_code", "subdivision", "country"})
ACCOUNT_FIELDS = frozenset({"iban", "bic", "name"})
MOST_ACCOUNTS, MOST_NOTES = 10, 10
LONGEST_NOTE = 500
LONGEST_SETTINGS = 20_000


class EntityParticulars(TypedDict, total=False):
    """What may be said of an entity besides its name, country, currency, locale and time zone. None clears a field."""

    vat_id: str | None
    tax_number: str | None
    company_number: str | None
    address: Mapping[str, str | None] | None
    email: str | None
    phone: str | None
    bank_accounts: list[Any] | None
    """Each `{"iban", "bic", "name"}`, of which the IBAN is needed; the first is the default one."""
    legal_notes: list[Any] | None
    settings: Mapping[str, Any] | None
    meta: Mapping[str, str] | None
    """The firm's own names and texts."""


class EntityChanges(EntityParticulars, total=False):
    """What `change_entity` takes; what is not named stays."""

    name: str
    country: str
    currency: str
    locale: str
    timezone: str
    client_access: ClientAccess


def clean_entity(changes: Mapping[str, Any], country: str) -> dict[str, Any]:
    """Columns and their values, cleaned. `country` is the entity's, which its VAT id is judged by. Raises Invalid."""
    if unknown := sorted(changes.keys() - _CLEANERS.keys() - {"vat_id"}):
        raise Invalid(f"{unknown[0]}: is nothing that can be said of an entity")
    for name in _NEVER_EMPTY:
        if name in changes and changes[name] is None:
            raise Invalid(f"{name}: cannot be cleared; say another one, or leave it out")
    cleaned = {name: _CLEANERS[name](value, name) for name, value in changes.items() if name != "vat_id"}
    if "vat_id" in changes:
        vat_id = optional_text(changes["vat_id"], "vat_id")
        cleaned["vat_id"] = clean_vat_id(vat_id, country) if vat_id else None
    return cleaned


def _address(value: Mapping[str, str | None] | None, field: str) -> dict[str, str]:
    address = texts_of(value or {}, field, ADDRESS_FIELDS)
    if "country" in address:
        clean_country(address["country"], f"{field}.country")
    return address


def _bank_accounts(value: list[Any] | None, field: str) -> list[dict[str, str]]:
    accounts = value or []
    if len(accounts) > MOST_ACCOUNTS:
        raise Invalid(f"{field}: {len(accounts)} are more than {MOST_ACCOUNTS}")
    return [_bank_account(account, f"{field}[{position}]") for position, account in enumerate(accounts)]


def _bank_account(value: object, field: str) -> dict[str, str]:
    account = texts_of(value, field, ACCOUNT_FIELDS)
    if "iban" not in account:
        raise Invalid(f"{field}.iban: is missing")
    account["iban"] = clean_iban(account["iban"], f"{field}.iban")
    if "bic" in account:
        account["bic"] = clean_bic(account["bic"], f"{field}.bic")
    return account


def _notes(value: list[Any] | None, field: str) -> list[str]:
    notes = value or []
    if len(notes) > MOST_NOTES:
        raise Invalid(f"{field}: {len(notes)} are more than {MOST_NOTES}")
    return [clean_text(str(note), f"{field}[{position}]", longest=LONGEST_NOTE) for position, note in enumerate(notes)]


def _settings(value: Mapping[str, Any] | None, field: str) -> dict[str, Any]:
    settings = _as_json(value, field)
    check_numbering(settings)
    check_branding(settings)
    return settings


def _as_json(value: Mapping[str, Any] | None, field: str) -> dict[str, Any]:
    kept = dict(value or {})
    try:
        size = len(json.dumps(kept, allow_nan=False))
    except (TypeError, ValueError) as error:
        raise Invalid(f"{field}: can hold only what JSON can") from error
    if size > LONGEST_SETTINGS:
        raise Invalid(f"{field}: {size} bytes are more than {LONGEST_SETTINGS}")
    return kept


def _access(value: ClientAccess | str, field: str) -> str:
    try:
        return ClientAccess(value).value
    except ValueError as error:
        raise Invalid(f"{field}: {value!r} is none of {', '.join(ClientAccess)}") from error


_NEVER_EMPTY = ("country", "locale", "timezone")
_CLEANERS: dict[str, Callable[[Any, str], Any]] = {
    "name": clean_text,
    "country": clean_country,
    "currency": clean_currency,
    "locale": clean_locale,
    "timezone": clean_timezone,
    "client_access": _access,
    "tax_number": optional_text,
    "company_number": optional_text,
    "address": _address,
    "email": optional_email,
    "phone": optional_text,
    "bank_accounts": _bank_accounts,
    "legal_notes": _notes,
    "settings": _settings,
    "meta": _as_json,
}
