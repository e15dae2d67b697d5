"""`portal origin …`: the exact origins that may frame the portal and get clients back."""

import click

from portal.cli.opening import outside
from portal.cli.options import in_environment, of_account
from portal.cli.printing import print_table
from portal.services.firm.origins import add_origin, list_all_origins, remove_origin


@click.group(name="origin")
def command() -> None:
    """Where a firm's own app lives."""


@command.command()
@click.argument("origin")
@of_account
@in_environment
@click.option("--frames/--no-frames", default=True, show_default=True, help="May frame the portal.")
@click.option("--returns/--no-returns", default=True, show_default=True, help="Clients may be sent back there.")
def add(origin: str, account_id: str, environment: str, frames: bool, returns: bool) -> None:
    """Allow an ORIGIN like https://app.example.com, or change what it may do."""
    with outside(account_id, environment) as entered:
        click.echo(add_origin(entered.visit, origin, frames=frames, returns=returns))


@command.command(name="list")
@of_account
@in_environment
def list_all(account_id: str, environment: str) -> None:
    """Print the account's origins in one environment."""
    with outside(account_id, environment) as entered:
        origins = list_all_origins(entered.visit)
    print_table(
        ("ID", "ORIGIN", "FRAMES", "RETURNS"), [(each.id, each.origin, each.frames, each.returns) for each in origins]
    )


@command.command()
@click.argument("origin")
@of_account
@in_environment
def remove(origin: str, account_id: str, environment: str) -> None:
    """Allow an ORIGIN, named as it stands or by its id, no longer."""
    with outside(account_id, environment) as entered:
        remove_origin(entered.visit, origin)
