"""`portal link …`: links that still open something, and their end."""

import click

from portal.cli.opening import inside, outside
from portal.cli.options import in_environment, of_entity
from portal.cli.printing import print_table
from portal.services.entry.claim_lists import list_claims
from portal.services.entry.link_lists import Ended, LinkView, end_account_links, end_links, list_live_links
from portal.services.entry.links import revoke_link


@click.group(name="link")
def command() -> None:
    """Magic links; portal issue-link makes one."""


@command.command(name="list")
@of_entity
@click.option("--user", "user_id", help="Only those of a user, by id.")
@click.option("--key", "key_id", help="Only those that a key made, by its id.")
def list_all(entity_id: str, user_id: str | None, key_id: str | None) -> None:
    """Print the entity's links that are not expired, not revoked and not used up, newest first."""
    links: list[LinkView] = []
    with inside(entity_id) as entered:
        page = list_live_links(entered.visit, entered.ring, user_id=user_id, key_id=key_id)
        links.extend(page.rows)
        while page.older is not None:
            page = list_live_links(entered.visit, entered.ring, user_id=user_id, key_id=key_id, cursor=page.older)
            links.extend(page.rows)
    print_table(
        ("ID", "FOR", "ACCESS", "ROLE", "ISSUED BY", "ISSUED", "EXPIRES", "CLAIMS LEFT"),
        [
            (
                each.id,
                each.name,
                each.access,
                each.role,
                each.issued_by,
                each.issued_at,
                each.expires_at,
                each.claims_left,
            )
            for each in links
        ],
    )


@command.command()
@click.argument("link_id", metavar="LINK")
@of_entity
def claims(link_id: str, entity_id: str) -> None:
    """Print who opened a LINK when, and whether with a code from the recipient's mailbox."""
    with inside(entity_id) as entered:
        found = list_claims(entered.visit, link_id)
    columns = ("position", "claimed_at", "by_code", "address", "user_agent", "session_id")
    rows = [tuple(getattr(each, name) for name in columns) for each in found]
    print_table(("CLAIM", "AT", "BY CODE", "ADDRESS", "BROWSER", "SESSION"), rows)


@command.command()
@click.argument("link_id", metavar="LINK", required=False)
@click.option("--entity", "entity_id", help="The entity's id.")
@click.option("--user", "user_id", help="Instead of one link: all links and sessions of a user.")
@click.option("--all", "everything", is_flag=True, help="Instead of one link: all of the entity or the account.")
@click.option("--account", "account_id", help="With --all: in each of this account's entities.")
@in_environment
def revoke(
    link_id: str | None,
    entity_id: str | None,
    user_id: str | None,
    everything: bool,
    account_id: str | None,
    environment: str,
) -> None:
    """Switch off a LINK and the sessions that it became, or many at once."""
    if [link_id is not None, user_id is not None, everything].count(True) != 1:
        raise click.UsageError("say what to revoke: a link by its id, --user ID, or --all")
    if (entity_id is None) is (account_id is None) or (account_id is not None and not everything):
        raise click.UsageError("say where: --entity ID, or with --all also --account ID")
    if account_id is not None:
        with outside(account_id, environment) as entered:
            _tell(end_account_links(entered.visit, entered.database))
        return
    with inside(entity_id or "") as entered:
        if link_id is not None:
            revoke_link(entered.visit, link_id)
        else:
            _tell(end_links(entered.visit, user_id=user_id))


def _tell(ended: Ended) -> None:
    click.echo(f"{ended.links} links and {ended.sessions} sessions ended.")
