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
from portal.services.firm.keys import create_key
from portal.settings import Settings
from portal.tokens import KeyKind, KeyRing
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
        ring = KeyRing(settings.secret_keys)
        parts = Parts.of(settings)
        tools = Tools(settings, database, parts.sealer, parts.storage, parts.pool)
        try:
            with database.visit(system(scope), at=at) as visit:
                show_account(visit)
                if profiles:
                    rows = list(every_type(visit, tools, CLIENTS))
                    print_table(("COUNTRY", "TYPE", "NUMBER", "TOTAL"), rows)
                    click.echo(f"{len(rows)} documents in {len(CLIENTS)} countries: each is issued and drawn as a PDF.")
                else:
                    for line in first_milestone(visit, tools, MILESTONE):
                        click.echo(line)
                # An account that was here before has its keys, and no more than two may bear one name.
                key = None if account else create_key(visit, ring, KeyKind.ACCOUNT, "sandbox").text
                click.echo(_how_on(settings, scope, key))
        finally:
            parts.close()


def _how_on(settings: Settings, scope: Scope, key: str | None) -> str:
    making = f"portal key create backend --kind sk --account {scope.account_id} --environment {scope.environment}"
    return (
        f"\nTo go on, `portal serve`, and:\n"
        f"  key    {key or f'one of the account; {making} makes a new one'}\n"
        f"  API    {settings.origin}/api/v1/docs\n"
        f'  PDFs   curl -OJ {settings.origin}/api/v1/documents/inv_…/pdf -H "Authorization: Bearer $KEY"\n'
        f"  links  open once, within {settings.link_seconds // 60} minutes; portal issue-link makes a new one"
    )


def _new_account(database: Database, at: datetime) -> str:
    account_id = create_account(database, "Sandbox milestone", Contact(), at=at)
    click.echo(f"Account {account_id} was made for this.", err=True)
    return account_id
