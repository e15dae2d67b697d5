"""`portal audit verify`: does an activity trail still say what it said?"""

from collections.abc import Iterator

import click

from portal.cli.opening import opened
from portal.database import Database
from portal.identity import Environment, Scope, system
from portal.services.firm.accounts import show_account
from portal.services.firm.entities import list_entities
from portal.services.firm.operator import find_entity_scope
from portal.services.history.activity import verify_chain


@click.group(name="audit")
def command() -> None:
    """The activity trail."""


@command.command()
@click.option("--entity", "entities", multiple=True, help="An entity's id; may be repeated.")
@click.option("--account", "accounts", multiple=True, help="An account's id: its own trail and its entities'.")
def verify(entities: tuple[str, ...], accounts: tuple[str, ...]) -> None:
    """Find any edited, removed or reordered row; exits with 1 and names the first one."""
    if not (entities or accounts):
        raise click.UsageError("say whose trail: --entity ID or --account ID")
    with opened() as (_settings, database):
        chains = [(entity_id, find_entity_scope(database, entity_id)) for entity_id in entities]
        for account_id in accounts:
            chains.extend(_chains_of(database, account_id))
        for name, scope in chains:
            with database.visit(system(scope)) as visit:
                count = verify_chain(visit)
            click.echo(f"{name}: {count} rows, none edited, removed or reordered.")


def _chains_of(database: Database, account_id: str) -> Iterator[tuple[str, Scope]]:
    """The account's trail in each environment, and after it those of its entities there. Raises NotFound."""
    for environment in Environment:
        scope = Scope(account_id, environment)
        with database.visit(system(scope)) as visit:
            show_account(visit)
            entities = list_entities(visit)
        yield f"{account_id} {environment}", scope
        yield from ((entity.id, scope.within(entity.id)) for entity in entities)
