"""Exports: what stands in a row, which documents are in, that sums tie to the lists, and whose rows they are."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from portal.errors import Invalid, NotAllowed
from portal.exports import Cell, Column, Kind, Table
from portal.identity import Actor, ActorKind
from portal.models import Activity, Document
from portal.services.exports.columns import MOST_TAX_GROUPS, Register, group_title
from portal.services.exports.exporting import SHEETS, ExportWanted, export_tables, export_tables_of_all, note_export
from portal.services.exports.pdf_exports import chosen_documents, documents_within
from portal.services.reading.document_filters import DocumentFilters
from portal.services.reading.document_sums import sums_of
from portal.translations import translator
from tests.support.portal import World, on_both

BILLED = ("invoice", "credit_note", "advance_invoice")


def everything(world: World, **more: Any) -> ExportWanted:
    today = world.cast.at.date()
    return ExportWanted(first=today - timedelta(days=900), last=today + timedelta(days=2), **more)


def titles(table: Table) -> list[str]:
    return [column.title for column in table.columns]


def read(tables: Sequence[Table]) -> list[dict[str, Cell]]:
    return [dict(zip(titles(table), row, strict=True)) for table in tables for row in table.rows]


def added(rows: Sequence[dict[str, Cell]], *wanted: str) -> Decimal:
    """The sum of every column whose title begins with one of these words."""
    cells = [cell for row in rows for title, cell in row.items() if title.startswith(wanted)]
    return sum((cell for cell in cells if isinstance(cell, Decimal)), Decimal(0))


@on_both
def test_each_type_has_a_table_in_the_order_asked_for(world: World) -> None:
    with world.visit("ek") as visit:
        tables = export_tables(visit, everything(world))
        assert [table.name for table in tables] == list(SHEETS.values())
        for table, kind in zip(tables, SHEETS, strict=True):
            rows = read([table])
            days = [str(row["Issue date"]) for row in rows]
            assert days == sorted(days)
            assert {row["Type"] for row in rows} == {kind}
        chosen = export_tables(visit, everything(world, types=("estimate", "invoice", "estimate")))
        assert [table.name for table in chosen] == ["Estimates", "Invoices"]


@on_both
def test_the_sums_are_those_of_the_lists(world: World) -> None:
    with world.visit("ek") as visit:
        rows = read(export_tables(visit, everything(world, types=BILLED)))
        totals = sums_of(visit, DocumentFilters())
        assert len(totals) > 1
        for total in totals:
            own = [row for row in rows if row["Currency"] == total.currency]
            assert added(own, "Gross") == total.amount
            assert added(own, "Net", "VAT total") == total.amount
            assert added(own, "Base ") == added(own, "Net")
            assert added(own, "VAT ") - added(own, "VAT total") == added(own, "VAT total")


@on_both
def test_every_document_of_the_days_is_in_and_no_draft(world: World) -> None:
    first, last = world.cast.at.date() - timedelta(days=60), world.cast.at.date() - timedelta(days=10)
    with world.visit("ek") as visit:
        for direction in ("issued", "received"):
            wanted = ExportWanted(first=first, last=last, direction=direction)
            expected = visit.session.scalars(
                select(Document.id).where(
                    Document.direction == direction,
                    Document.is_draft.is_(False),
                    Document.issue_date >= first,
                    Document.issue_date <= last,
                )
            ).all()
            assert expected
            assert sorted(str(row["Document ID"]) for row in read(export_tables(visit, wanted))) == sorted(expected)


def test_what_stands_in_a_row(world: World) -> None:
    with world.visit("ek") as visit:
        rows = {row["Document ID"]: row for row in read(export_tables(visit, everything(world)))}
        credit = visit.session.get_one(Document, world.cast.documents["paid_credit_note"])
        shown = rows[credit.id]
        assert (shown["Gross"], shown["Paid"]) == (-credit.gross_total, -credit.paid_total)
        assert (shown["Customer"], shown["Number"]) == (credit.party_name, credit.number)
        assert shown["Original document"]
        voided = rows[world.cast.documents["voided_invoice"]]
        assert (voided["Status"], voided["Gross"], voided["Open"]) == ("voided", Decimal(0), Decimal(0))
        assert isinstance(voided["Voided on"], date)
        offer = rows[world.cast.documents["issued_estimate"]]
        assert (offer["Status"], offer["Paid"], offer["Open"]) == ("issued", None, None)
        assert rows[world.cast.documents["overdue_invoice"]]["Status"] == "overdue"


@on_both
def test_one_entitys_export_holds_nothing_of_another(world: World) -> None:
    with world.visit("ek") as visit:
        text = repr(read(export_tables(visit, everything(world))))
    assert not [word for words in world.cast.canaries.values() for word in words if word in text]
    assert "Entity ID" not in text


@on_both
def test_all_entities_are_exported_by_an_account_key_alone(world: World) -> None:
    key = Actor(ActorKind.ACCOUNT_KEY, world.cast.account_scope, subject=world.cast.keys["sk"].id, name="backend")
    with world.database.visit(key, at=world.cast.at) as visit:
        rows = read(export_tables_of_all(visit, world.database, everything(world)))
    assert {world.cast.elm, world.cast.birch} <= {row["Entity ID"] for row in rows}
    assert not {world.cast.oak, world.cast.linden} & {row["Entity ID"] for row in rows}
    for entity in (world.cast.elm, world.cast.birch):
        inside = Actor(ActorKind.ACCOUNT_KEY, world.cast.scopes[entity], subject=key.subject)
        with world.database.visit(inside, at=world.cast.at) as visit:
            alone = read(export_tables(visit, everything(world)))
            assert {row["Entity"] for row in rows if row["Entity ID"] == entity} == {visit.entity.name}
        own = {row["Document ID"]: row for row in rows if row["Entity ID"] == entity}
        assert own.keys() == {row["Document ID"] for row in alone}
        assert all(own[row["Document ID"]][title] == row[title] for row in alone for title in ("Gross", "Open", "Type"))


@pytest.mark.parametrize("who", ["sk", "ek", "admin", "full", "staff"])
def test_nobody_inside_an_entity_exports_all(world: World, who: str) -> None:
    with world.visit(who) as visit, pytest.raises(NotAllowed):
        export_tables_of_all(visit, world.database, everything(world))


def test_the_trail_says_what_was_taken_out(world: World) -> None:
    with world.visit("ek") as visit:
        note_export(visit, "xlsx", everything(world, types=("invoice",)))
        newest = visit.session.scalars(select(Activity).order_by(Activity.seq.desc()).limit(1)).one()
        assert (newest.event, newest.details["types"], newest.details["format"]) == (
            "documents:exported",
            "invoice",
            "xlsx",
        )


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ({"types": ("receipt",)}, "types: 'receipt' is no type"),
        ({"types": ()}, "types: names none"),
        ({"direction": "both"}, "direction: 'both'"),
        ({"last": date(2026, 1, 1)}, "date_to: is before"),
        ({"last": date(2036, 2, 3)}, "more than 10 years"),
    ],
)
def test_what_cannot_be_exported_is_said(stated: dict[str, Any], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        ExportWanted(**({"first": date(2026, 2, 2), "last": date(2026, 3, 1)} | stated))


def test_the_last_years_that_dates_have_are_taken() -> None:
    assert ExportWanted(first=date(9995, 1, 1), last=date.max).last == date.max


def test_ten_years_from_a_leap_day_are_taken() -> None:
    assert ExportWanted(first=date(2024, 2, 29), last=date(2034, 3, 1)).types == tuple(SHEETS)


def test_tax_groups_in_words() -> None:
    keys = [("S", Decimal("9.50")), ("AE", Decimal(0)), ("E", None), ("L", Decimal(7)), ("", None)]
    assert [group_title(key, translator("en")) for key in keys] == [
        "9.5 %",
        "reverse charge",
        "exempt",
        "category L 7 %",
        "no category",
    ]


def test_more_tax_groups_than_columns_share_the_last_pair() -> None:
    groups = tuple(("S", Decimal(rate)) for rate in range(MOST_TAX_GROUPS))
    columns = Register(groups, True, False, "issued", translator("en")).columns
    assert Column("Base other rates", Kind.AMOUNT) in columns
    assert len({column.title for column in columns}) == len(columns)


def test_archives_of_days_that_have_nothing_name_the_days(world: World) -> None:
    never = ExportWanted(first=date(1999, 1, 1), last=date(1999, 1, 2))
    with world.visit("ek") as visit, pytest.raises(Invalid, match=r"^date_from: there is nothing"):
        documents_within(visit, never)
    with world.visit("ek") as visit, pytest.raises(Invalid, match=r"^document_ids: there is nothing"):
        chosen_documents(visit, [])
