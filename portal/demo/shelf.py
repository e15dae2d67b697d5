"""The files beside the documents: a few in each category, made by code."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from portal.demo.home import Home, Moment
from portal.demo.small_files import small_csv, small_pdf, small_png
from portal.identity import new_id
from portal.models import File
from portal.services.history.activity import Event, Thing, record

TITLES: Mapping[str, Mapping[str, str]] = {
    "sl": {
        "contract": "Pogodba o vodenju poslovnih knjig",
        "lease": "Najemna pogodba za pisarno",
        "bank_statement": "Bančni izpisek",
        "payroll": "Obračun plač",
        "tax_return": "Obračun DDV-O",
        "picture": "Tabla pred pisarno",
        "letter": "Obvestilo o rokih",
        "letter_text": "Račune za ta mesec nam oddajte do petega v naslednjem.",
    },
    "de": {
        "contract": "Vertrag über die Buchführung",
        "lease": "Mietvertrag Büro",
        "bank_statement": "Kontoauszug",
        "payroll": "Lohnabrechnung",
        "tax_return": "Umsatzsteuervoranmeldung",
        "picture": "Schild vor dem Büro",
        "letter": "Hinweis zu den Fristen",
        "letter_text": "Die Belege dieses Monats brauchen wir bis zum Fünften des nächsten.",
    },
    "en": {
        "contract": "Bookkeeping agreement",
        "lease": "Office lease",
        "bank_statement": "Bank statement",
        "payroll": "Payroll",
        "tax_return": "VAT return",
        "picture": "Sign outside the office",
        "letter": "Note on deadlines",
        "letter_text": "We need this month's papers by the fifth of the next.",
    },
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file before it is put on the shelf; `months_ago` says which month it belongs to, None for none."""

    name: str
    category: str
    file_name: str
    mime: str
    data: bytes
    days_ago: int
    months_ago: int | None = None
    note: str | None = None


def shelf_moments(home: Home) -> Iterator[Moment]:
    """When each sheet is put on the shelf, named in the entity's language."""
    with home.visit(0) as visit:
        titles = TITLES[visit.entity.locale.partition("_")[0]]
    for sheet in sheets(home, titles):
        yield sheet.days_ago, partial(_put_there, home, sheet)


def _put_there(home: Home, sheet: Sheet) -> None:
    with home.visit(sheet.days_ago) as visit:
        timezone = visit.entity.timezone
        digest = home.storage.put(visit.scope, sheet.data)
        period = home.day(30 * sheet.months_ago, timezone).replace(day=1) if sheet.months_ago is not None else None
        home.files[sheet.name] = file_id = new_id("fil")
        with visit.write() as writing:
            writing.add(
                File(
                    id=file_id,
                    document_id=None,
                    purpose="shared",
                    category=sheet.category,
                    period=period,
                    name=sheet.file_name,
                    mime=sheet.mime,
                    size=len(sheet.data),
                    sha256=digest,
                    note=sheet.note,
                    added_by="Stana Kos",
                    sent_by="firm",
                    created_at=visit.at,
                )
            )
            record(visit, writing, Event.FILE_ADDED, Thing(file_id, sheet.file_name))


def sheets(home: Home, titles: Mapping[str, str]) -> Iterator[Sheet]:
    """What an accountant keeps for a client; names and contents carry the entity's canary."""
    yield _pdf(home, titles, "contract", "contract", 424)
    yield _pdf(home, titles, "lease", "contract", 300)
    for month in range(6, 0, -1):
        data = small_csv([(home.marked("1."), "+", "1250,00"), (home.marked("15."), "-", "318,40")] * 12)
        file_name = f"{home.marked(titles['bank_statement'])}-{month:02}.csv"
        yield Sheet(f"bank_statement_{month}", "bank_statement", file_name, "text/csv", data, month * 30 - 5, month)
    for month in range(4, 0, -1):
        yield replace(_pdf(home, titles, "payroll", "payroll", month * 30 - 10, month), name=f"payroll_{month}")
    yield _pdf(home, titles, "tax_return", "tax_return", 25, 1)
    yield replace(_pdf(home, titles, "tax_return", "tax_return", 55, 2), name="tax_return_before")
    picture = small_png(((29, 107, 79), (244, 232, 205), (178, 74, 48)), comment=home.canary)
    yield Sheet("picture", "other", f"{home.marked(titles['picture'])}.png", "image/png", picture, 45)
    letter = f"{home.marked(titles['letter_text'])}\n".encode()
    note = home.marked(titles["letter"])
    yield Sheet("letter", "other", f"{note}.txt", "text/plain", letter, 6, note=note)


def _pdf(
    home: Home, titles: Mapping[str, str], name: str, category: str, days_ago: int, months_ago: int | None = None
) -> Sheet:
    title = home.marked(titles[name])
    data = small_pdf(title, ["Ada & Co", home.marked(f"{name} {days_ago}")])
    return Sheet(name, category, f"{title}.pdf", "application/pdf", data, days_ago, months_ago)
