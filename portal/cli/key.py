"""`portal key …`: keys of the account and its entities, shown once, ended for good."""

from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import click

from portal.cli.opening import Entered, inside, opened, outside
from portal.cli.options import ROLES, in_environment
from portal.cli.printing import print_table
from portal.identity import Role, system
from portal.services.entry.link_lists import end_account_links, end_links
from portal.services.firm.keys import KeyView, SigningLimits, create_key, end_key, list_keys
from portal.services.firm.operator import find_key_scope
from portal.tokens import KeyKind

KINDS = click.Choice([kind.value for kind in KeyKind])
USUAL = SigningLimits()


@click.group(name="key")
def command() -> None:
    """Keys: sk_ of the account, ek_ of one entity, lk_ that sign links."""


@command.command()
@click.argument("name")
@click.option("--kind", type=KINDS, required=True)
@click.option("--account", "account_id", help="For sk_ and lk_: the account's id.")
@click.option("--entity", "entity_id", help="For ek_: the entity's id.")
@in_environment
@click.option("--ttl", type=click.IntRange(60), help="Seconds until it ends by itself; without it, never.")
@click.option("--max-role", type=click.Choice([*ROLES.choices, "none"]), help="For lk_: the most a user's link gives.")
@click.option("--allow-full-entity", is_flag=True, help="For lk_: may sign links to a whole entity.")
@click.option("--only-entity", "entity_ids", multiple=True, help="For lk_: an entity it may sign for; may be repeated.")
@click.option("--max-seconds", type=int, help="For lk_: the longest life of a link.")
def create(
    name: str,
    kind: str,
    account_id: str | None,
    entity_id: str | None,
    environment: str,
    ttl: int | None,
    max_role: str | None,
    allow_full_entity: bool,
    entity_ids: tuple[str, ...],
    max_seconds: int | None,
) -> None:
    """Make the key NAME and print it, this once.

    To rotate a key make a second one of its name, use that, and end the first.
    """
    limits = None
    if kind == KeyKind.LINK:
        limits = SigningLimits(
            max_role=USUAL.max_role if max_role is None else Role(max_role) if max_role != "none" else None,
            allow_full_entity=allow_full_entity,
            entity_ids=entity_ids or None,
            max_seconds=USUAL.max_seconds if max_seconds is None else max_seconds,
        )
    elif max_role or allow_full_entity or entity_ids or max_seconds is not None:
        raise click.UsageError("--max-role, --allow-full-entity, --only-entity and --max-seconds are for --kind lk")
    if (kind == KeyKind.ENTITY) is not (entity_id is not None):
        raise click.UsageError("an ek key is an entity's, name it by --entity; sk and lk keys are the account's")
    lifetime = timedelta(seconds=ttl) if ttl is not None else None
    with _scope(account_id, entity_id, environment) as entered:
        key = create_key(entered.visit, entered.ring, KeyKind(kind), name, lifetime=lifetime, limits=limits)
    click.echo(key.text)
    click.echo(f"{key.id}: shown this once; keep it in your secrets manager.", err=True)
    if limits is not None:
        click.echo(told_limits(limits), err=True)


@command.command(name="list")
@click.option("--account", "account_id", help="The account's id: its keys, and those of all its entities.")
@click.option("--entity", "entity_id", help="An entity's id: its own keys.")
@in_environment
@click.option("--ended", is_flag=True, help="With those that have ended.")
def list_all(account_id: str | None, entity_id: str | None, environment: str, ended: bool) -> None:
    """Print keys by their first and last characters."""
    with _scope(account_id, entity_id, environment) as entered:
        keys = list_keys(entered.visit, ended=ended)
    print_table(
        ("ID", "KEY", "NAME", "ENTITY", "CREATED", "ENDS", "LAST USED", "LIMITS"), [_row(each) for each in keys]
    )


@command.command()
@click.argument("key_id", metavar="KEY")
def end(key_id: str) -> None:
    """End a key for good, by its id, and with it its links and the sessions that they became."""
    with opened() as (_settings, database):
        scope = find_key_scope(database, key_id)
        with database.visit(system(scope), at=datetime.now(UTC)) as visit:
            end_key(visit, key_id)
            ended = (
                end_links(visit, key_id=key_id)
                if scope.entity_id
                else end_account_links(visit, database, key_id=key_id)
            )
    click.echo(f"Ended, with {ended.links} links and {ended.sessions} sessions.")


def told_limits(limits: SigningLimits) -> str:
    """What a signing key may sign, in words."""
    users = f"for users, at most as {limits.max_role}" if limits.max_role else "not for users"
    whole = "for a whole entity, too" if limits.allow_full_entity else "not for a whole entity"
    entities = f"only for {', '.join(limits.entity_ids)}" if limits.entity_ids else "for every entity of the account"
    return f"signs links {users}; {whole}; {entities}; for at most {limits.max_seconds} seconds"


def _scope(account_id: str | None, entity_id: str | None, environment: str) -> AbstractContextManager[Entered]:
    if entity_id is not None and account_id is None:
        return inside(entity_id)
    if account_id is not None and entity_id is None:
        return outside(account_id, environment)
    raise click.UsageError("name either the account, by --account, or one entity, by --entity")


def _row(key: KeyView) -> tuple[object, ...]:
    limits = told_limits(key.limits) if key.limits else None
    return key.id, key.hint, key.name, key.entity_id, key.created_at, key.ends_at, key.last_used_at, limits
