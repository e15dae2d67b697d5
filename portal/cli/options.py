"""The options that commands share, each with one name and one meaning."""

from collections.abc import Mapping
from typing import Any

import click

from portal.identity import ClientAccess, Environment, Role

ENVIRONMENTS = click.Choice([environment.value for environment in Environment])
ACCESS = click.Choice([access.value for access in ClientAccess])
ROLES = click.Choice([role.value for role in Role])

of_entity = click.option("--entity", "entity_id", required=True, help="The entity's id.")
of_account = click.option("--account", "account_id", required=True, help="The account's id.")
in_environment = click.option("--environment", type=ENVIRONMENTS, default=Environment.SANDBOX.value, show_default=True)


def named(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options that were given. An empty text was given: it clears a field."""
    return {name: value for name, value in options.items() if value is not None and value != ()}
