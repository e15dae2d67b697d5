"""`portal issue-link`: a magic link from the operator's own machine."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import click

from portal.cli.opening import opened
from portal.identity import Role, system
from portal.services.links import LinkRequest, issue_link
from portal.services.operator import find_entity_scope
from portal.tokens import Access, KeyRing, LinkSealer


@click.command(name="issue-link")
@click.option("--entity", required=True, help="The entity's id.")
@click.option("--user", help="A member of the entity, by id.")
@click.option("--full-entity", is_flag=True, help="Open the entity as a whole. Must be asked for by name.")
@click.option("--role", type=click.Choice([role.value for role in Role]), help="At most this role, for this link.")
@click.option("--minutes", type=click.IntRange(1, 60), help="How long the link may wait to be opened.")
@click.option("--label", help="A name for whoever uses a full-entity link.")
def command(
    entity: str, user: str | None, full_entity: bool, role: str | None, minutes: int | None, label: str | None
) -> None:
    """Print a link that opens one entity, once."""
    if bool(user) == full_entity:
        raise click.UsageError("say whom the link is for: --user ID, or --full-entity")
    wanted = LinkRequest(
        access=Access.FULL_ENTITY if full_entity else Access.USER,
        user_id=user,
        role=Role(role) if role else None,
        label=label,
        lifetime=timedelta(minutes=minutes) if minutes else None,
    )
    with opened() as (settings, database):
        actor = system(find_entity_scope(database, entity))
        with database.visit(actor, at=datetime.now(UTC)) as visit:
            issued = issue_link(visit, LinkSealer(KeyRing(settings.secret_keys)), settings, wanted)
    click.echo(f"{settings.base_url}/embed?{urlencode({'token': issued.token})}")
    click.echo(f"Opens once, until {issued.expires_at:%Y-%m-%d %H:%M:%S} UTC.", err=True)
