"""`portal audit verify`: does an activity trail still say what it said?"""

import click

from portal.cli.opening import opened
from portal.identity import system
from portal.services.activity import verify_chain
from portal.services.operator import find_entity_scope


@click.group(name="audit")
def command() -> None:
    """The activity trail."""


@command.command()
@click.option("--entity", "entities", multiple=True, required=True, help="An entity's id; may be repeated.")
def verify(entities: tuple[str, ...]) -> None:
    """Find any edited, removed or reordered row; exits with 1 and names the first one."""
    with opened() as (_settings, database):
        for entity_id in entities:
            with database.visit(system(find_entity_scope(database, entity_id))) as visit:
                count = verify_chain(visit)
            click.echo(f"{entity_id}: {count} rows, none edited, removed or reordered.")
