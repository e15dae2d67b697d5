"""The `portal` command: each subcommand in a module of its own, each failure a sentence instead of a traceback."""

import os
import sys
from importlib import import_module

import click

from portal.errors import PortalError

# In the order in which `portal --help` names them; a command is in the module of its name.
COMMANDS = (
    *("demo", "serve", "worker", "migrate", "doctor", "account", "entity", "origin", "key"),
    *("issue-link", "explain-token", "link", "session", "staff", "import-einvoices", "audit", "sandbox"),
)


class _Commands(click.Group):
    """Imports a module when its command is asked for: the application and the API, which few of them need, take longer
    to import than most of them take to run.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"portal.cli.{cmd_name.replace('-', '_')}").command
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="client-portal")
def group() -> None:
    """An embeddable self-service portal for the clients of an accounting firm."""


def main() -> None:
    """Run the command line; exits with 1 and one sentence for everything a person can mend."""
    # What is written, database and clients' files alike, is for the portal's own user.
    os.umask(0o077)
    try:
        group()
    except PortalError as error:
        click.echo(f"portal: {error}", err=True)
        sys.exit(1)
