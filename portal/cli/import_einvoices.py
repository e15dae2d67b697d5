"""`portal import-einvoices`: a folder of UBL and CII files into one entity, each file by itself, refusals by name."""

import errno
import os
import stat
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import click

from portal.cli.opening import opened, storage_of
from portal.cli.printing import visible
from portal.database import Database
from portal.einvoice import DEFAULT_LIMIT
from portal.errors import Conflict, DatabaseUnavailable, EInvoiceRefused, Invalid, NotFound, PartyUnknown
from portal.formats import exponent
from portal.identity import Environment, Scope, system
from portal.services.filing.limits import limits_of
from portal.services.firm.operator import find_entity_scope
from portal.services.importing.imports import Direction, Imported, Outcome, import_einvoice
from portal.settings import Settings

_OUTCOMES = {
    Outcome.ADDED: "added",
    Outcome.SAME_FILE: "known already",
    Outcome.SECOND_ORIGINAL: "a second original of",
    Outcome.IN_CONFLICT: "added, in conflict with another",
}


@dataclass(slots=True)
class _Run:
    """What became of the files so far."""

    imported: list[Imported] = field(default_factory=list)
    refused: int = 0


@click.command(name="import-einvoices")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--entity", "entity_id", required=True, help="The entity's id.")
@click.option("--account", "account_id", help="The account it must belong to.")
@click.option(
    "--environment",
    type=click.Choice([environment.value for environment in Environment]),
    help="The environment it must be in.",
)
@click.option(
    "--as",
    "told",
    type=click.Choice([direction.value for direction in Direction]),
    help="For files in which neither party has a tax id of the entity; they are refused without it.",
)
def command(folder: Path, entity_id: str, account_id: str | None, environment: str | None, told: str | None) -> None:
    """Import the .xml files in FOLDER, in the order of their names; folders inside it are not entered.

    Exits with 1 when a file was refused, or when there is none. A second run over the same files adds nothing.
    """
    with opened() as (settings, database):
        scope = _scope(database, entity_id, account_id, environment)
        chosen = _choose(folder)
        if not chosen:
            raise Invalid(f"folder: there is no .xml file in {folder}; folders inside it are not entered")
        run = _import_files(database, settings, scope, chosen, Direction(told) if told else None)
    _sum_up(run)
    if run.refused:
        raise click.exceptions.Exit(1)


def _scope(database: Database, entity_id: str, account_id: str | None, environment: str | None) -> Scope:
    scope = find_entity_scope(database, entity_id)
    if account_id not in (None, scope.account_id) or environment not in (None, scope.environment.value):
        raise NotFound(f"there is no entity {entity_id} in that account and environment")
    return scope


def _choose(folder: Path) -> list[Path]:
    """The files that say by their name that they may be e-invoices; every other entry is named and left out."""
    chosen = []
    for path in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if path.suffix.lower() == ".xml":
            chosen.append(path)
        else:
            click.echo(f"left out  {visible(path.name)}: not an .xml file")
    return chosen


def _import_files(
    database: Database, settings: Settings, scope: Scope, paths: Sequence[Path], told: Direction | None
) -> _Run:
    run, storage = _Run(), storage_of(settings)
    for position, path in enumerate(paths, start=1):
        progress = f"{position:{len(str(len(paths)))}} of {len(paths)}  {visible(path.name)}: "
        try:
            data = read_file(path)
            with database.visit(system(scope), at=datetime.now(UTC)) as visit:
                imported = import_einvoice(
                    visit, storage, path.name, data, limits=limits_of(visit, settings), as_direction=told
                )
        except (EInvoiceRefused, Conflict, DatabaseUnavailable) as refusal:
            run.refused += 1
            way_out = "; say --as issued or --as received" if isinstance(refusal, PartyUnknown) else ""
            click.echo(f"{progress}refused, {refusal}{way_out}")
        else:
            run.imported.append(imported)
            click.echo(progress + _told(imported))
    return run


def read_file(path: Path) -> bytes:
    """The bytes of a regular file of at most the allowed size; a larger one is never read."""
    try:
        # No link is followed and no pipe waited for: whoever fills the folder may not choose what else is read.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                raise EInvoiceRefused("it is not a file")
            if found.st_size > DEFAULT_LIMIT:
                raise EInvoiceRefused(f"the file has {found.st_size} bytes, more than the {DEFAULT_LIMIT} allowed")
            # It may grow meanwhile; one byte too many is enough to be refused for.
            return file.read(DEFAULT_LIMIT + 1)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise EInvoiceRefused("it is a link; put the file itself into the folder") from error
        raise EInvoiceRefused(f"the file cannot be read: {error.strerror}") from error


def _told(imported: Imported) -> str:
    kind = imported.type.replace("_", " ")
    words = f"{_OUTCOMES[imported.outcome]} {imported.direction} {kind} {visible(imported.number)}"
    return f"{words}; its stated sums do not add up" if imported.has_errors else words


def _sum_up(run: _Run) -> None:
    counts = {outcome: sum(each.outcome is outcome for each in run.imported) for outcome in Outcome}
    added = counts[Outcome.ADDED] + counts[Outcome.IN_CONFLICT]
    click.echo(
        f"\n{len(run.imported) + run.refused} files: {added} documents added, {counts[Outcome.SECOND_ORIGINAL]} "
        f"second originals, {counts[Outcome.SAME_FILE]} known already, {run.refused} refused"
    )
    # By document, the newest word on it last: a later file may have put an earlier one into conflict.
    documents = {each.document_id: each for each in run.imported}
    if conflicts := sorted({each.number for each in run.imported if each.in_conflict}):
        click.echo(f"In conflict with themselves: {', '.join(map(visible, conflicts))}")
    if documents:
        click.echo(f"The files are {len(documents)} documents, with VAT, as stated:")
    for line in _sums(list(documents.values())):
        click.echo(f"  {line}")


def _sums(documents: Sequence[Imported]) -> list[str]:
    """A line for each currency and type: amounts of two currencies, or of invoices and credit notes, never mix."""
    groups: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for document in documents:
        groups[document.currency, document.type].append(document.gross)
    return [
        f"{currency}  {_plain(sum(amounts, Decimal(0)), currency):>18}  {len(amounts)} × {kind.replace('_', ' ')}"
        for (currency, kind), amounts in sorted(groups.items())
    ]


def _plain(amount: Decimal, currency: str) -> str:
    """The whole amount, with at least the currency's decimals: what is shown is never rounded."""
    decimals = len(f"{amount:f}".partition(".")[2].rstrip("0"))
    return f"{amount:,.{max(decimals, exponent(currency))}f}"
