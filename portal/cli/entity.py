"""`portal entity …`: a client business and its people, set up from the operator's own machine."""

from datetime import UTC, datetime

import click

from portal.cli.opening import opened
from portal.identity import ClientAccess, Environment, Role, Scope, system
from portal.services.entities import create_entity
from portal.services.operator import find_entity_scope
from portal.services.users import add_user

ENVIRONMENTS = click.Choice([environment.value for environment in Environment])
ACCESS = click.Choice([access.value for access in ClientAccess])
ROLES = click.Choice([role.value for role in Role])


@click.group(name="entity")
def command() -> None:
    """Client businesses."""


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


@command.command(name="add-user")
@click.argument("email")
@click.option("--entity", required=True, help="The entity's id.")
@click.option("--name", required=True)
@click.option("--role", type=ROLES, default=Role.VIEWER.value, show_default=True)
def add(email: str, entity: str, name: str, role: str) -> None:
    """Make the person with this EMAIL a member of an entity, or change the role of one who is; print the user's id."""
    with opened() as (_settings, database):
        actor = system(find_entity_scope(database, entity))
        with database.visit(actor, at=datetime.now(UTC)) as visit:
            user_id = add_user(visit, database, email=email, name=name, role=Role(role))
    click.echo(user_id)
