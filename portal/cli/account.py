"""`portal account create`: a real account, its first keys shown once."""

from datetime import UTC, datetime

import click

from portal.cli.migrate import migrate_configured
from portal.cli.opening import opened
from portal.identity import Environment, Scope, system
from portal.services.accounts import Contact, create_account
from portal.services.keys import SigningLimits, create_key
from portal.services.origins import add_origin, clean_origin
from portal.settings import load
from portal.tokens import KeyKind, KeyRing


@click.group(name="account")
def command() -> None:
    """Accounts of firms."""


@command.command()
@click.argument("name")
@click.option("--email", help="Whom its clients turn to.")
@click.option("--phone")
@click.option("--contact", help="A person's name.")
@click.option("--origin", "origins", multiple=True, help="An origin that may frame the portal; may be repeated.")
def create(name: str, email: str | None, phone: str | None, contact: str | None, origins: tuple[str, ...]) -> None:
    """Make the account NAME and print its first keys, this once."""
    settings = load()
    if settings.database_url.startswith("sqlite"):
        migrate_configured(settings)
    # Before anything is made: half an account, its keys never shown, would be of no use to anybody.
    allowed = {environment: _origins_of(environment, origins) for environment in Environment}
    ring, at = KeyRing(settings.secret_keys), datetime.now(UTC)
    with opened() as (_settings, database):
        account_id = create_account(database, name, Contact(name=contact, email=email, phone=phone), at=at)
        click.echo(
            f"Account {account_id}: {name}\nThese keys are shown this once; keep them in your secrets manager.\n"
        )
        for environment in Environment:
            with database.visit(system(Scope(account_id, environment)), at=at) as visit:
                for origin in allowed[environment]:
                    add_origin(visit, origin)
                bearer = create_key(visit, ring, KeyKind.ACCOUNT, "first key")
                signing = create_key(visit, ring, KeyKind.LINK, "first signing key", limits=SigningLimits())
            click.echo(f"{environment:8} account key       {bearer.text}\n{'':8} link-signing key  {signing.text}")


def _origins_of(environment: Environment, origins: tuple[str, ...]) -> list[str]:
    """Live sessions are framed over https only; a loopback origin is for the sandbox. Invalid for no origin at all."""
    cleaned = [clean_origin(origin, Environment.SANDBOX) for origin in origins]
    return [origin for origin in cleaned if environment is Environment.SANDBOX or origin.startswith("https://")]
