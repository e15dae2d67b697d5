"""`portal staff …`: the firm's people, and the entities they work in."""

import click

from portal.cli.opening import inside, outside
from portal.cli.options import in_environment, of_account, of_entity
from portal.cli.printing import print_table
from portal.identity import Scope, system
from portal.services.firm.staff import (
    add_staff,
    assign_staff,
    change_staff,
    list_assignments,
    list_staff,
    remove_staff,
    show_staff,
    unassign_staff,
)


@click.group(name="staff")
def command() -> None:
    """The firm's people; portal issue-link --staff lets one in."""


@command.command()
@click.argument("email")
@of_account
@in_environment
@click.option("--name", required=True)
def add(email: str, account_id: str, environment: str, name: str) -> None:
    """Add a person of the firm and print their id; they enter no entity until assigned to it."""
    with outside(account_id, environment) as entered:
        staff_id = add_staff(entered.visit, name=name, email=email)
    click.echo(staff_id)


@command.command(name="list")
@click.option("--account", "account_id", help="The account's id: all of its people.")
@click.option("--entity", "entity_id", help="An entity's id: those assigned to it.")
@in_environment
def list_all(account_id: str | None, entity_id: str | None, environment: str) -> None:
    """Print the firm's people, or those assigned to one entity."""
    if (account_id is None) is (entity_id is None):
        raise click.UsageError("name either the account, by --account, or one entity, by --entity")
    if entity_id is not None:
        with inside(entity_id) as entered:
            assigned = list_assignments(entered.visit)
        print_table(("ID", "NAME", "ASSIGNED"), [(each.staff_id, each.name, each.created_at) for each in assigned])
        return
    with outside(account_id or "", environment) as entered:
        people = list_staff(entered.visit)
    print_table(
        ("ID", "NAME", "EMAIL", "ADDED"), [(each.id, each.name, each.email, each.created_at) for each in people]
    )


@command.command()
@click.argument("staff_id", metavar="STAFF")
@of_account
@in_environment
@click.option("--name")
@click.option("--email")
def change(staff_id: str, account_id: str, environment: str, name: str | None, email: str | None) -> None:
    """Give a person of the firm another name or e-mail."""
    if name is None and email is None:
        raise click.UsageError("say what to change: --name or --email")
    with outside(account_id, environment) as entered:
        change_staff(entered.visit, entered.database, staff_id, name=name, email=email)


@command.command()
@click.argument("staff_id", metavar="STAFF")
@of_entity
def assign(staff_id: str, entity_id: str) -> None:
    """Let a person of the firm work in an entity."""
    with inside(entity_id) as entered:
        firm = entered.visit.scope
        account = system(Scope(firm.account_id, firm.environment))
        with entered.database.visit(account, at=entered.visit.at) as above:
            name = show_staff(above, staff_id).name
        assign_staff(entered.visit, staff_id, name)


@command.command()
@click.argument("staff_id", metavar="STAFF")
@of_entity
def unassign(staff_id: str, entity_id: str) -> None:
    """Let a person of the firm work in an entity no longer; their links and sessions there end."""
    with inside(entity_id) as entered:
        unassign_staff(entered.visit, staff_id)


@command.command()
@click.argument("staff_id", metavar="STAFF")
@of_account
@in_environment
def remove(staff_id: str, account_id: str, environment: str) -> None:
    """Take a person of the firm out of every entity and out of the account."""
    with outside(account_id, environment) as entered:
        remove_staff(entered.visit, entered.database, staff_id)
