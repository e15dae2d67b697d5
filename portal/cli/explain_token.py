"""`portal explain-token`: why a client's link does not open."""

import sys

import click

from portal.cli.opening import outside
from portal.cli.options import in_environment, of_account
from portal.services.entry.explaining import explain_token
from portal.tokens import LinkSealer


@click.command(name="explain-token")
@of_account
@in_environment
@click.option("--origin", help="Where the page is that frames it, as in https://app.example.com.")
def command(account_id: str, environment: str, origin: str | None) -> None:
    """Read a token or its address from the standard input and say claim by claim whether it opens.

    Nothing is used up. Not an argument: those stand in the shell's history and in the list of processes. Exits with 1
    when it would not open.
    """
    token = click.prompt("Token", hide_input=True, err=True) if sys.stdin.isatty() else sys.stdin.read()
    with outside(account_id, environment) as entered:
        sealer = LinkSealer(entered.ring)
        told = explain_token(entered.visit, entered.database, sealer, entered.settings, token, origin)
    for check in told.checks:
        click.echo(f"{'ok' if check.ok else 'NO'}  {check.name:13}  {check.words}")
    click.echo(f"It {'would open' if told.opens else 'does not open'}.")
    sys.exit(0 if told.opens else 1)
