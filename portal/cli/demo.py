"""`portal demo`: the portal with a demonstration account, and the site of a firm that frames it."""

import os
from pathlib import Path

import click

from portal.demo.run import run_demo

FOLDER = Path("var/demo")


@click.command("demo")
@click.option("--fresh", is_flag=True, help="Forget the demonstration's data and make it anew.")
def command(fresh: bool) -> None:
    """Show the portal with invented data, framed by an invented firm. PORTAL_PORT and FIRM_PORT choose the ports."""
    run_demo(os.environ, FOLDER, click.echo, fresh=fresh)
