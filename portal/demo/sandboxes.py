"""The clients of the guide's first milestone: one sandbox entity a country, each with another kind of client access."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.identity import ClientAccess


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxClient:
    """What one entity is made of; `sells` is the line of its first invoice."""

    letter: str
    name: str
    country: str
    locale: str
    timezone: str
    access: ClientAccess
    sells: str
    particulars: Mapping[str, Any]


def _particulars(vat_id: str, company_number: str, iban: str, line1: str, post_code: str, city: str) -> dict[str, Any]:
    return {
        "vat_id": vat_id,
        "tax_number": vat_id[2:],
        "company_number": company_number,
        "address": {"line1": line1, "post_code": post_code, "city": city},
        "email": "office@example.com",
        "bank_accounts": [{"iban": iban}],
    }


CLIENTS = (
    SandboxClient(
        letter="A",
        name="Arnika Oblikovanje d.o.o.",
        country="SI",
        locale="sl_SI",
        timezone="Europe/Ljubljana",
        access=ClientAccess.NONE,
        sells="Oblikovanje celostne podobe",
        particulars=_particulars(
            "SI15012557", "5300231000", "SI56191000000123438", "Dolga ulica 4", "1000", "Ljubljana"
        ),
    ),
    SandboxClient(
        letter="B",
        name="Birkenwerk GmbH",
        country="DE",
        locale="de_DE",
        timezone="Europe/Berlin",
        access=ClientAccess.ENTITY,
        sells="Montage einer Werkbank",
        particulars=_particulars(
            "DE136695976", "HRB 1234", "DE89370400440532013000", "Lange Gasse 4", "10115", "Berlin"
        ),
    ),
    SandboxClient(
        letter="C",
        name="Cvjetni Vrt d.o.o.",
        country="HR",
        locale="hr_HR",
        timezone="Europe/Zagreb",
        access=ClientAccess.USERS,
        sells="Uređenje vrta",
        particulars=_particulars(
            "HR12345678903", "080000000", "HR1210010051863000160", "Duga ulica 4", "10000", "Zagreb"
        ),
    ),
    SandboxClient(
        letter="D",
        name="Donauholz GmbH",
        country="AT",
        locale="de_AT",
        timezone="Europe/Vienna",
        access=ClientAccess.NONE,
        sells="Fensterrahmen aus Lärche",
        particulars=_particulars("ATU13585627", "FN 1234 a", "AT611904300234573201", "Lange Gasse 4", "1010", "Wien"),
    ),
)
# The guide asks for two or three; the fourth is there for every profile that the portal knows.
MILESTONE = CLIENTS[:3]
