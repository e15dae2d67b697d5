"""`portal entity …`: a client business, set up and changed from the operator's own machine."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import click

from portal.cli.entity_users import COMMANDS
from portal.cli.opening import inside, opened, outside
from portal.cli.options import ACCESS, ENVIRONMENTS, in_environment, named, of_account
from portal.cli.printing import print_fields, print_table
from portal.errors import Invalid
from portal.identity import ClientAccess, Environment, Scope, system
from portal.services.firm.entities import (
    EntityView,
    change_entity,
    create_entity,
    list_entities,
    remove_logo,
    set_logo,
    show_entity,
)
from portal.services.firm.entity_fields import EntityChanges

MIME_OF = {".svg": "image/svg+xml", ".png": "image/png"}
_ADDRESS = ("line1", "line2", "post_code", "city")


@click.group(name="entity")
def command() -> None:
    """Client businesses."""


for people in COMMANDS:
    command.add_command(people)


@command.command()
@click.argument("name")
@click.option("--account", required=True, help="The account's id.")
@click.option("--environment", type=ENVIRONMENTS, default=Environment.SANDBOX.value, show_default=True)
@click.option("--country", required=True, help="Two letters, as in SI.")
@click.option("--currency", default="EUR", show_default=True)
@click.option("--locale", default="en", show_default=True, help="Language of its pages, as in sl or de_AT.")
@click.option("--timezone", default="Europe/Ljubljana", show_default=True)
@click.option("--vat-id", help="By it imported invoices are known as issued or received.")
@click.option("--client-access", type=ACCESS, default=ClientAccess.NONE.value, show_default=True)
def create(
    name: str,
    account: str,
    environment: str,
    country: str,
    currency: str,
    locale: str,
    timezone: str,
    vat_id: str | None,
    client_access: str,
) -> None:
    """Make the client business NAME and print its id."""
    actor = system(Scope(account, Environment(environment)))
    with opened() as (_settings, database), database.visit(actor, at=datetime.now(UTC)) as visit:
        entity_id = create_entity(
            visit,
            database,
            name=name,
            country=country.upper(),
            currency=currency.upper(),
            locale=locale,
            timezone=timezone,
            vat_id=vat_id,
            client_access=ClientAccess(client_access),
        )
    click.echo(entity_id)


@command.command(name="list")
@of_account
@in_environment
def list_all(account_id: str, environment: str) -> None:
    """Print the account's entities in one environment."""
    with outside(account_id, environment) as entered:
        entities = list_entities(entered.visit)
    print_table(
        ("ID", "NAME", "COUNTRY", "VAT ID", "CLIENT ACCESS", "CREATED"),
        [(each.id, each.name, each.country, each.vat_id, each.client_access, each.created_at) for each in entities],
    )


@command.command()
@click.argument("entity_id", metavar="ENTITY")
def show(entity_id: str) -> None:
    """Print what stands in the entity."""
    with inside(entity_id) as entered:
        print_entity(show_entity(entered.visit))


@command.command()
@click.argument("entity_id", metavar="ENTITY")
@click.option("--name")
@click.option("--client-access", type=ACCESS, help="How its client may enter.")
@click.option("--country", help="Two letters; stays once the entity has issued a document in live.")
@click.option("--currency", help="Three letters.")
@click.option("--locale", help="As in sl or de_AT.")
@click.option("--timezone", help="As in Europe/Ljubljana.")
@click.option("--vat-id")
@click.option("--tax-number")
@click.option("--company-number")
@click.option("--email")
@click.option("--phone")
@click.option("--line1", help="Street and number.")
@click.option("--line2")
@click.option("--post-code")
@click.option("--city")
@click.option("--iban", help="Of its default bank account; its other accounts stay.")
@click.option("--bic")
@click.option("--legal-note", "legal_notes", multiple=True, help="At the foot of its documents; may be repeated.")
def change(entity_id: str, **options: Any) -> None:
    """Change what is named; an empty text clears a field. Documents that were issued stay as they are."""
    given = named(options)
    if not given:
        raise click.UsageError("say what to change; --help lists the options")
    with inside(entity_id) as entered:
        changes = _changes(given, show_entity(entered.visit))
        print_entity(change_entity(entered.visit, **cast(EntityChanges, changes)))


@command.command()
@click.argument("entity_id", metavar="ENTITY")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--remove", is_flag=True, help="Print none from now on.")
def logo(entity_id: str, file: Path | None, remove: bool) -> None:
    """Print the SVG or PNG in FILE on the entity's documents from now on."""
    if (file is None) is not remove:
        raise click.UsageError("name a file, or --remove")
    with inside(entity_id) as entered:
        if file is None:
            remove_logo(entered.visit)
        else:
            set_logo(entered.visit, entered.storage, file.read_bytes(), _mime(file))


def print_entity(entity: EntityView) -> None:
    """A line for each field."""
    values: dict[str, object] = {name: getattr(entity, name) for name in EntityView.__dataclass_fields__}
    values["bank_accounts"] = [each.get("iban") for each in entity.bank_accounts]
    print_fields(values)


def _changes(given: dict[str, Any], entity: EntityView) -> dict[str, Any]:
    """The service's words for the options: parts of an address or a bank account change what stands there."""
    changes = {name: value for name, value in given.items() if name not in (*_ADDRESS, "iban", "bic")}
    for name in ("country", "currency"):
        if name in changes:
            changes[name] = changes[name].upper()
    if "legal_notes" in changes:
        changes["legal_notes"] = [note for note in changes["legal_notes"] if note]
    if address := {name: given[name] for name in _ADDRESS if name in given}:
        changes["address"] = {**entity.address, **address}
    account: dict[str, Any] = {name: given[name] for name in ("iban", "bic") if name in given}
    if account:
        changes["bank_accounts"] = _accounts(account, entity)
    return changes


def _accounts(account: Mapping[str, Any], entity: EntityView) -> list[dict[str, Any]]:
    first, *others = entity.bank_accounts or ({},)
    if account.get("iban") == "":
        return [dict(other) for other in others]
    # Another account is another bank's, unless the BIC is named with it.
    kept = {name: value for name, value in first.items() if name != "bic" or "iban" not in account}
    return [{**kept, **account}, *map(dict, others)]


def _mime(file: Path) -> str:
    mime = MIME_OF.get(file.suffix.lower())
    if mime is None:
        raise Invalid(f"file: {file.name} must end in .svg or .png")
    return mime
