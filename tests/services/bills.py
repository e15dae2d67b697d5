"""Documents made of others, for what the cast does not hold."""

from typing import Any

from portal.identity import new_id
from portal.models import Document

# The fence writes whose a row is; the customer's card stays where it is.
_NOT_COPIED = frozenset({"id", "account_id", "environment", "entity_id", "customer_id", "number", "number_key"})


def like(document: Document, **changes: Any) -> Document:
    """A document as the given one but for the changes, with an id and a number of its own."""
    names = [attribute.key for attribute in Document.__mapper__.column_attrs]
    values = {name: getattr(document, name) for name in names if name not in _NOT_COPIED}
    identity = new_id("cre" if changes.get("type") == "credit_note" else "inv")
    return Document(**(values | {"id": identity, "number": identity[-12:], "number_key": identity[-12:]} | changes))
