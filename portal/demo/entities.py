"""The particulars of the cast's entities, as `create_entity` takes them. Every company here is invented."""

from typing import Any

Particulars = dict[str, Any]

ELM: Particulars = {
    "name": "Elm Studio d.o.o.",
    "country": "SI",
    "currency": "EUR",
    "locale": "sl_SI",
    "timezone": "Europe/Ljubljana",
    "vat_id": "SI15032582",
    "tax_number": "15032582",
    "company_number": "8123457000",
    "address": {"line1": "Brestova ulica 12", "city": "Ljubljana", "post_code": "1000"},
    "email": "pisarna@elm-studio.example",
    "phone": "+386 1 555 02 40",
    "bank_accounts": [{"iban": "SI61610000023456700", "bic": "HDELSI22", "name": "Elm Studio d.o.o."}],
    "legal_notes": [
        "Družba je vpisana v sodni register pri Okrožnem sodišču v Ljubljani, matična številka 8123457000.",
        "Osnovni kapital: 7.500,00 EUR.",
    ],
}
BIRCH: Particulars = {
    "name": "Birch & Baum GmbH",
    "country": "AT",
    "currency": "EUR",
    "locale": "de_AT",
    "timezone": "Europe/Vienna",
    "vat_id": "ATU55650450",
    "tax_number": "12 345/6789",
    "company_number": "FN 512345 k",
    "address": {"line1": "Birkengasse 7", "city": "Graz", "post_code": "8010"},
    "email": "buero@birch-baum.example",
    "phone": "+43 316 555 0134",
    "bank_accounts": [{"iban": "AT792011100012345678", "bic": "GIBAATWW", "name": "Birch & Baum GmbH"}],
    "legal_notes": ["FN 512345 k, Landesgericht für Zivilrechtssachen Graz."],
}
NOVA: Particulars = {
    "name": "Nova pekarna, Ljubljana, d.o.o.",
    "country": "SI",
    "currency": "EUR",
    "locale": "sl_SI",
    "timezone": "Europe/Ljubljana",
    "vat_id": "SI68202938",
    "tax_number": "68202938",
    "company_number": "9234568000",
    "address": {"line1": "Žitna pot 3", "city": "Ljubljana", "post_code": "1000"},
    "bank_accounts": [],
}
SHUT: Particulars = {
    "name": "Zaprta knjiga s.p.",
    "country": "SI",
    "currency": "EUR",
    "locale": "sl_SI",
    "timezone": "Europe/Ljubljana",
    "vat_id": "SI63241552",
    "tax_number": "63241552",
    "address": {"line1": "Tiha ulica 1", "city": "Kranj", "post_code": "4000"},
    "bank_accounts": [{"iban": "SI56191000000123438", "bic": "SZKBSI2X", "name": "Zaprta knjiga s.p."}],
}
LINDEN: Particulars = {
    "name": "Linden Kavarna d.o.o.",
    "country": "SI",
    "currency": "EUR",
    "locale": "sl_SI",
    "timezone": "Europe/Ljubljana",
    "vat_id": "SI25809806",
    "tax_number": "25809806",
    "address": {"line1": "Lipova cesta 22", "city": "Maribor", "post_code": "2000"},
    "bank_accounts": [{"iban": "SI73020100045678900", "bic": "LJBASI2X", "name": "Linden Kavarna d.o.o."}],
}
OAK: Particulars = {
    "name": "Oak Bakery Ltd",
    "country": "GB",
    "currency": "GBP",
    "locale": "en_GB",
    "timezone": "Europe/London",
    "vat_id": "GB127381374",
    "company_number": "09876543",
    "address": {"line1": "4 Oak Lane", "city": "Leeds", "post_code": "LS1 4AB"},
    "email": "office@oak-bakery.example",
    "bank_accounts": [{"iban": "GB02NWBK60161331926820", "bic": "NWBKGB2L", "name": "Oak Bakery Ltd"}],
}
