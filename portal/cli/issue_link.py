"""`portal issue-link`: a magic link from the operator's own machine."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import click

from portal.cli.opening import opened
from portal.identity import Role, system
from portal.services.entry.links import LinkRequest, issue_link
from portal.services.firm.operator import find_entity_scope
from portal.tokens import Access, KeyRing, LinkSealer


@click.command(name="issue-link")
@click.option("--entity", required=True, help="The entity's id.")
@click.option("--user", help="A member of the entity, by id.")
@click.option("--full-entity", is_flag=True, help="Open the entity as a whole. Must be asked for by name.")
@click.option("--staff", help="A member of the firm's staff who is assigned to the entity, by id.")
@click.option("--role", type=click.Choice([role.value for role in Role]), help="At most this role, for this link.")
@click.option("--minutes", type=click.IntRange(1, 60), help="How long the link may wait to be opened.")
@click.option("--label", help="A name for whoever uses a full-entity link.")
def command(
    entity: str,
    user: str | None,
    full_entity: bool,
    staff: str | None,
    role: str | None,
    minutes: int | None,
    label: str | None,
) -> None:
    """Print a link that opens one entity, once."""
    wanted = LinkRequest(
        access=_access(user, full_entity, staff),
        user_id=user,
        staff_id=staff,
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


def _access(user: str | None, full_entity: bool, staff: str | None) -> Access:
    asked = {Access.USER: bool(user), Access.FULL_ENTITY: full_entity, Access.STAFF: bool(staff)}
    chosen = [access for access, wanted in asked.items() if wanted]
    if not chosen:
        raise click.UsageError("say whom the link is for: --user ID, --full-entity, or --staff ID")
    if len(chosen) > 1:
        raise click.UsageError("--user, --full-entity and --staff exclude each other: a link opens one of them")
    return chosen[0]
