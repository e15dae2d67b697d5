"""The `portal` command: each subcommand in a module of its own, each failure a sentence instead of a traceback."""

import os
import sys

import click

from portal.cli import (
    account,
    audit,
    demo,
    doctor,
    entity,
    import_einvoices,
    issue_link,
    key,
    link,
    migrate,
    origin,
    sandbox,
    serve,
    session,
    staff,
    worker,
)
from portal.errors import PortalError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="client-portal")
def group() -> None:
    """An embeddable self-service portal for the clients of an accounting firm."""


MODULES = (
    *(demo, serve, worker, migrate, doctor, account, entity, origin, key),
    *(issue_link, link, session, staff, import_einvoices, audit, sandbox),
)
for module in MODULES:
    group.add_command(module.command)


def main() -> None:
    """Run the command line; exits with 1 and one sentence for everything a person can mend."""
    # What is written, database and clients' files alike, is for the portal's own user.
    os.umask(0o077)
    try:
        group()
    except PortalError as error:
        click.echo(f"portal: {error}", err=True)
        sys.exit(1)
