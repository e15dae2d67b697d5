"""`portal account …`: a real account, its first keys shown once; listed, shown, changed."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import click

from portal.cli.key import told_limits
from portal.cli.migrate import migrate_configured
from portal.cli.opening import opened, outside, refuse_other_revision
from portal.cli.options import named
from portal.cli.printing import print_fields, print_table
from portal.errors import Invalid, SettingsRefused
from portal.identity import Environment, Scope, system
from portal.services.firm.account_fields import LIMITS, AccountChanges
from portal.services.firm.accounts import (
    AccountView,
    Contact,
    change_account,
    clean_account,
    create_account,
    remove_account_logo,
    set_account_logo,
    show_account,
)
from portal.services.firm.keys import SigningLimits, create_key
from portal.services.firm.operator import list_accounts
from portal.services.firm.origins import add_origin, clean_origin
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
    whom = Contact(name=contact, email=email, phone=phone)
    clean_account(name, whom)
    allowed = {environment: _origins_of(environment, origins) for environment in Environment}
    ring, at, limits = KeyRing(settings.secret_keys), datetime.now(UTC), SigningLimits()
    with opened() as (_settings, database):
        account_id = create_account(database, name, whom, at=at)
        click.echo(
            f"Account {account_id}: {name}\nThese keys are shown this once; keep them in your secrets manager.\n"
        )
        for environment in Environment:
            with database.visit(system(Scope(account_id, environment)), at=at) as visit:
                for origin in allowed[environment]:
                    add_origin(visit, origin)
                bearer = create_key(visit, ring, KeyKind.ACCOUNT, "first key")
                signing = create_key(visit, ring, KeyKind.LINK, "first signing key", limits=limits)
            click.echo(f"{environment:8} account key       {bearer.text}\n{'':8} link-signing key  {signing.text}")
            click.echo(f"{'':8}                   {told_limits(limits)}")
    click.echo("\nFor a signing key with other limits: portal key create --kind lk, with --help for its options.")


@command.command(name="list")
def list_all() -> None:
    """Print the id and name of every account. On PostgreSQL only the owner of the tables can ask this."""
    settings = load()
    refuse_other_revision(settings)
    sqlite = settings.database_url.startswith("sqlite")
    owner_url = settings.database_url if sqlite else settings.migration_database_url
    if not owner_url:
        raise SettingsRefused("set PORTAL_MIGRATION_DATABASE_URL: the portal's own role sees one account at a time")
    accounts = list_accounts(owner_url)
    print_table(("ID", "NAME", "CREATED"), [(each.id, each.name, each.created_at) for each in accounts])


@command.command()
@click.argument("account_id", metavar="ACCOUNT")
def show(account_id: str) -> None:
    """Print what stands in the account."""
    with outside(account_id, Environment.LIVE) as entered:
        print_account(show_account(entered.visit))


@command.command()
@click.argument("account_id", metavar="ACCOUNT")
@click.option("--name")
@click.option("--contact", "contact_name", help="A person's name.")
@click.option("--email", "contact_email", help="Whom its clients turn to.")
@click.option("--phone", "contact_phone")
@click.option("--hours", "contact_hours", help="When somebody answers.")
@click.option("--privacy-url", help="An https address.")
@click.option("--imprint-url", help="An https address.")
@click.option("--accent-color", help="As in #1a7f5a.")
@click.option("--corner-radius", type=int, help="Pixels, from 0 to 24.")
@click.option("--theme", help="light, dark or auto.")
@click.option("--viewers-export/--no-viewers-export", default=None, help="Whether viewers may export.")
@click.option(
    "--limit",
    "limits",
    multiple=True,
    help="A lower limit, as in session_seconds=3600 or file_megabytes=5; may be repeated.",
)
def change(account_id: str, limits: tuple[str, ...], **options: Any) -> None:
    """Change what is named, in both environments; an empty text clears a field.

    Lifetimes that can be shortened, in seconds: link_seconds, link_max_seconds, mailed_link_seconds,
    session_idle_seconds, session_seconds, url_session_idle_seconds, url_session_seconds.
    """
    changes = named(options) | ({"limits": _limits(limits)} if limits else {})
    if not changes:
        raise click.UsageError("say what to change; --help lists the options")
    with outside(account_id, Environment.LIVE) as entered:
        what = cast(AccountChanges, changes)
        print_account(change_account(entered.visit, entered.database, entered.settings, **what))


@command.command()
@click.argument("account_id", metavar="ACCOUNT")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--remove", is_flag=True, help="Show none from now on.")
def logo(account_id: str, file: Path | None, remove: bool) -> None:
    """Show the PNG in FILE on the account's pages from now on."""
    if (file is None) is not remove:
        raise click.UsageError("name a file, or --remove")
    with outside(account_id, Environment.LIVE) as entered:
        if file is None:
            remove_account_logo(entered.visit, entered.database)
        else:
            set_account_logo(entered.visit, entered.database, entered.storage, file.read_bytes())


def print_account(account: AccountView) -> None:
    """A line for each field."""
    contact = account.contact
    print_fields(
        {
            "id": account.id,
            "name": account.name,
            "contact": contact.name,
            "email": contact.email,
            "phone": contact.phone,
            "hours": contact.hours,
            "privacy_url": contact.privacy_url,
            "imprint_url": contact.imprint_url,
            "accent_color": account.accent_color,
            "corner_radius": account.corner_radius,
            "theme": account.theme,
            "logo": account.logo_sha256,
            "viewers_export": account.viewers_export,
            "limits": account.limits,
            "created": account.created_at,
        }
    )


def _limits(given: Sequence[str]) -> dict[str, int | None]:
    limits: dict[str, int | None] = {}
    for text in given:
        name, equals, seconds = text.partition("=")
        if not equals or name not in LIMITS or not (seconds.isdecimal() or seconds == ""):
            raise Invalid(f"limit: {text!r} is not like session_seconds=3600; use {', '.join(LIMITS)}")
        limits[name] = int(seconds) if seconds else None
    return limits


def _origins_of(environment: Environment, origins: tuple[str, ...]) -> list[str]:
    """Live sessions are framed over https only; a loopback origin is for the sandbox. Invalid for no origin at all."""
    cleaned = [clean_origin(origin, Environment.SANDBOX) for origin in origins]
    return [origin for origin in cleaned if environment is Environment.SANDBOX or origin.startswith("https://")]
