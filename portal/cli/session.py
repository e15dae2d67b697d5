"""`portal session …`: sessions that are live now, and their end."""

import click

from portal.cli.opening import inside
from portal.cli.options import of_entity
from portal.cli.printing import print_table
from portal.errors import NotFound
from portal.services.entry.session_lists import list_sessions
from portal.services.entry.sessions import end_session

REASON = "ended_by_operator"


@click.group(name="session")
def command() -> None:
    """Sessions of clients and staff."""


@command.command(name="list")
@of_entity
def list_all(entity_id: str) -> None:
    """Print the entity's live sessions, the one seen last first."""
    with inside(entity_id) as entered:
        sessions = list_sessions(entered.visit)
    print_table(
        ("ID", "WHO", "ACCESS", "FRAMED IN", "OPENED", "LAST SEEN", "IDLE UNTIL", "ENDS"),
        [
            (
                each.id,
                each.name,
                each.access,
                each.parent_origin or each.framed,
                each.created_at,
                each.last_seen_at,
                each.idle_until,
                each.expires_at,
            )
            for each in sessions
        ],
    )


@command.command()
@click.argument("session_id", metavar="SESSION")
@of_entity
def end(session_id: str, entity_id: str) -> None:
    """End a session for good."""
    with inside(entity_id) as entered:
        if session_id not in {each.id for each in list_sessions(entered.visit)}:
            raise NotFound(f"there is no live session {session_id} in this entity")
        end_session(entered.visit, session_id, REASON)
    click.echo(f"{session_id} ended.")
