"""The files beside the documents: a few in each category, made by code."""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.demo.home import Home
from portal.demo.small_files import small_csv, small_pdf, small_png
from portal.identity import new_id
from portal.models import File
from portal.services.activity import Event, Thing, record


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


def fill_shelf(home: Home) -> None:
    """Put all sheets on the shelf, the oldest first."""
    for sheet in sorted(sheets(home), key=lambda sheet: -sheet.days_ago):
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
                        created_at=visit.at,
                    )
                )
                record(visit, writing, Event.FILE_ADDED, Thing(file_id, sheet.file_name))


def sheets(home: Home) -> Iterator[Sheet]:
    """What an accountant keeps for a client; names and contents carry the entity's canary."""
    say = home.marked

    def pdf(name: str, category: str, title: str, days_ago: int, months_ago: int | None = None) -> Sheet:
        data = small_pdf(say(title), [say("Pripravila: Ada & Co"), say(f"Oznaka: {name}")])
        return Sheet(name, category, f"{say(title)}.pdf", "application/pdf", data, days_ago, months_ago)

    yield pdf("contract", "contract", "Pogodba o vodenju poslovnih knjig", 424)
    yield pdf("lease", "contract", "Najemna pogodba za pisarno", 300)
    for month in range(6, 0, -1):
        rows = [
            ("Datum", "Opis", "Znesek"),
            (say("1."), say("Priliv"), "1250,00"),
            (say("15."), say("Odliv"), "-318,40"),
        ]
        name = f"bank_statement_{month}"
        yield Sheet(
            name,
            "bank_statement",
            f"{say(f'izpisek-{month:02}')}.csv",
            "text/csv",
            small_csv(rows),
            month * 30 - 5,
            month,
        )
    for month in range(4, 0, -1):
        yield pdf(f"payroll_{month}", "payroll", f"Obračun plač {month}", month * 30 - 10, month)
    yield pdf("tax_return", "tax_return", "Obračun DDV-O", 25, 1)
    yield pdf("tax_return_before", "tax_return", "Obračun DDV-O (prej)", 55, 2)
    picture = small_png(((29, 107, 79), (244, 232, 205), (178, 74, 48)), comment=home.canary)
    yield Sheet(
        "picture", "other", f"{say('tabla-pred-pisarno')}.png", "image/png", picture, 45, note=say("Slika table")
    )
    text = say("Prosimo, da račune za november oddate do 5. decembra.\n").encode()
    yield Sheet("letter", "other", f"{say('obvestilo')}.txt", "text/plain", text, 6, note=say("Obvestilo"))
