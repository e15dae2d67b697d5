"""The `portal` command: each subcommand in a module of its own, each failure a sentence instead of a traceback."""

import sys

import click

from portal.cli import account, audit, demo, doctor, entity, import_einvoices, issue_link, migrate, serve
from portal.errors import PortalError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="client-portal")
def group() -> None:
    """An embeddable self-service portal for the clients of an accounting firm."""


for module in (demo, serve, migrate, doctor, account, entity, issue_link, import_einvoices, audit):
    group.add_command(module.command)


def main() -> None:
    """Run the command line; exits with 1 and one sentence for everything a person can mend."""
    try:
        group()
    except PortalError as error:
        click.echo(f"portal: {error}", err=True)
        sys.exit(1)
