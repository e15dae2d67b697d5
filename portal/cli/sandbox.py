"""`portal sandbox`: the guide's first milestone on this portal, in an account's sandbox."""

from datetime import UTC, datetime

import click

from portal.cli.opening import opened
from portal.cli.printing import print_table
from portal.database import Database
from portal.demo.milestone import Tools, every_type, first_milestone
from portal.demo.sandboxes import CLIENTS, MILESTONE
from portal.identity import Environment, Scope, system
from portal.services.firm.accounts import Contact, create_account, show_account
from portal.web.parts import Parts


@click.command(name="sandbox")
@click.option("--account", help="The account's id; without it a new account is made for this.")
@click.option("--profiles", type=click.Choice(["all"]), help="Issue every type of document in every known country.")
def command(account: str | None, profiles: str | None) -> None:
    """Make clients in the sandbox, issue, draw and export an invoice for each, and open them to their people.

    Every run makes new clients. Nothing of it is ever live.
    """
    at = datetime.now(UTC)
    with opened() as (settings, database):
        scope = Scope(account or _new_account(database, at), Environment.SANDBOX)
        parts = Parts.of(settings)
        tools = Tools(settings, database, parts.sealer, parts.storage, parts.pool)
        try:
            with database.visit(system(scope), at=at) as visit:
                show_account(visit)
                if profiles:
                    rows = list(every_type(visit, tools, CLIENTS))
                    print_table(("COUNTRY", "TYPE", "NUMBER", "TOTAL", "PDF BYTES"), rows)
                else:
                    for line in first_milestone(visit, tools, MILESTONE):
                        click.echo(line)
        finally:
            parts.close()


def _new_account(database: Database, at: datetime) -> str:
    account_id = create_account(database, "Sandbox milestone", Contact(), at=at)
    click.echo(f"Account {account_id} was made for this.", err=True)
    return account_id
