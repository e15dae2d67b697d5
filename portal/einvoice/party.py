"""The parties and places of an invoice: seller, buyer, payee, tax representative, delivery (BG-4 … BG-13)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier and the scheme it belongs to (ISO 6523 or EAS code), where one is stated."""

    value: str
    scheme: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A postal address (BG-5, -8, -12, -15); `country` is ISO 3166-1 alpha-2."""

    line1: str | None = None
    line2: str | None = None
    line3: str | None = None
    city: str | None = None
    post_code: str | None = None
    subdivision: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom to ask (BG-6, BG-9)."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One side of the invoice; `name` is the registered one (BT-27, BT-44), `tax_number` no VAT id (BT-32)."""

    name: str
    trading_name: str | None = None
    ids: tuple[Identifier, ...] = ()
    legal_id: Identifier | None = None
    vat_id: str | None = None
    tax_number: str | None = None
    legal_info: str | None = None
    endpoint: Identifier | None = None
    address: Address | None = None
    contact: Contact | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where and to whom the goods went (BG-13: BT-70, BT-71, BG-15)."""

    name: str | None = None
    id: Identifier | None = None
    address: Address | None = None
