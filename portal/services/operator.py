"""What the operator at the machine may ask without a key: where an entity or account is. Never reached from the web."""

from portal.database import Database
from portal.door import look_up
from portal.errors import NotFound
from portal.identity import Scope


def find_entity_scope(database: Database, entity_id: str) -> Scope:
    """The scope of an entity by its id alone; NotFound when there is none."""
    found = look_up(database, name_of_entity(entity_id))
    if found is None:
        raise NotFound(f"there is no entity {entity_id}")
    return found.scope


def name_of_entity(entity_id: str) -> str:
    """What the door knows an entity by when only its id is at hand."""
    return f"entity:{entity_id}"
