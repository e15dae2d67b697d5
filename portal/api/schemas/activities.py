"""The activity trail as the API gives it."""

from typing import Annotated, Any, Literal

from pydantic import Field

from portal.api.schemas.base import Instant, ListQuery, Out, Query

_Name = Annotated[str, Field(max_length=60)]


class ActivityFilters(Query):
    """Which events are meant."""

    entities: Literal["all", "account"] | None = Field(
        None, description="For account keys: the trails of all entities as one, or the account's own."
    )
    resource_type: _Name | None = None
    resource_id: _Name | None = None
    action: _Name | None = None
    actor_type: _Name | None = None
    actor_id: _Name | None = None


class ActivityQuery(ActivityFilters, ListQuery):
    """The list of events."""


class ActivityExportQuery(ActivityFilters):
    """The same as one file."""

    search: Annotated[str | None, Field(max_length=200)] = None
    query: Annotated[str | None, Field(max_length=4000, description="JSON: fields and operators.")] = None


class ActivityOut(Out):
    """One event of the audit trail. `entity_id` is null for what happened to the account outside any entity."""

    id: str
    seq: int
    entity_id: str | None
    entity_name: str | None
    resource_type: str
    resource_id: str | None
    resource_name: str | None
    action: str
    actor_type: str
    actor_id: str | None
    actor_name: str
    session_id: str | None
    ip_address: str | None
    details: dict[str, Any]
    created_at: Instant
