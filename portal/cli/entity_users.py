"""`portal entity users`, `add-user`, `change-role`, `remove-user`: the people of a client business."""

import click

from portal.cli.opening import inside
from portal.cli.options import ROLES, of_entity
from portal.cli.printing import print_table
from portal.identity import Role
from portal.services.firm.users import add_user, change_role, list_users, remove_user, show_user


@click.command(name="users")
@of_entity
def list_all(entity_id: str) -> None:
    """Print the members of an entity."""
    with inside(entity_id) as entered:
        users = list_users(entered.visit)
    print_table(
        ("ID", "NAME", "EMAIL", "ROLE", "MEMBER SINCE"),
        [(each.id, each.name, each.email, each.role, each.member_since) for each in users],
    )


@click.command(name="add-user")
@click.argument("email")
@of_entity
@click.option("--name", required=True)
@click.option("--role", type=ROLES, default=Role.VIEWER.value, show_default=True)
def add(email: str, entity_id: str, name: str, role: str) -> None:
    """Make the person with this EMAIL a member of an entity, or change the role of one who is; print the user's id."""
    with inside(entity_id) as entered:
        user_id = add_user(entered.visit, entered.database, email=email, name=name, role=Role(role))
    click.echo(user_id)


@click.command(name="change-role")
@click.argument("user_id", metavar="USER")
@of_entity
@click.option("--role", type=ROLES, required=True)
def change(user_id: str, entity_id: str, role: str) -> None:
    """Give a member another role; it holds from their next request."""
    with inside(entity_id) as entered:
        show_user(entered.visit, user_id)
        change_role(entered.visit, user_id, Role(role))


@click.command(name="remove-user")
@click.argument("user_id", metavar="USER")
@of_entity
def remove(user_id: str, entity_id: str) -> None:
    """End a membership, and the links and sessions that came of it."""
    with inside(entity_id) as entered:
        remove_user(entered.visit, user_id)


COMMANDS = (list_all, add, change, remove)
