"""The nouns in the order in which a firm meets them, and what else belongs to each."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Group:
    """Nouns that are learnt together."""

    name: str
    nouns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class See:
    """Where else to look: words, each with the route or section behind it."""

    words: str
    places: Mapping[str, str] = field(default_factory=dict)


GROUPS = (
    Group(
        "Clients & access",
        ("entities", "users", "invitations", "tokens", "links", "sessions", "staff"),
    ),
    Group(
        "Documents",
        (
            "invoices",
            "credit_notes",
            "advance_invoices",
            "estimates",
            "delivery_notes",
            "documents",
            "payments",
            "customers",
            "items",
            "taxes",
        ),
    ),
    Group("Files & exports", ("files", "imports", "exports", "tax-reports")),
    Group("Webhooks", ("webhooks", "account_webhooks")),
    Group("Admin", ("account", "keys", "origins", "activities")),
)
_BY_ID = {
    "Issue a draft": "documents.finalize",
    "Void": "documents.void",
    "PDF": "documents.pdf",
    "XML": "documents.xml",
    "Files": "documents.files",
    "Versions": "documents.versions",
}
SEE: Mapping[str, See] = {
    "entities": See(
        "More:", {"Settings of an entity": "settings", "Users": "users", "A link for its client": "tokens"}
    ),
    "users": See("To let one in:", {"A link for the client": "tokens", "Links": "links", "Invitations": "invitations"}),
    "tokens": See("More choices:", {"Links": "links", "Origins that may frame it": "origins"}),
    "invoices": See(
        "By the document's id:",
        {**_BY_ID, "Credit": "documents.credit", "Convert": "documents.convert", "Payments": "payments"},
    ),
    "credit_notes": See("By the document's id:", {**_BY_ID, "Credit an invoice": "documents.credit"}),
    "advance_invoices": See("By the document's id:", {**_BY_ID, "Payments": "payments"}),
    "estimates": See("By the document's id:", {**_BY_ID, "Convert": "documents.convert"}),
    "delivery_notes": See("By the document's id:", {**_BY_ID, "Convert": "documents.convert"}),
    "documents": See("To make and list them:", {"Invoices": "invoices", "Imports": "imports", "Exports": "exports"}),
    "webhooks": See("More:", {"What arrives, and how it is signed": "events", "For all entities": "account_webhooks"}),
    "account_webhooks": See("More:", {"What arrives, and how it is signed": "events", "Of one entity": "webhooks"}),
    "files": See("Of one document:", {"Files on a document": "documents.files", "Imports": "imports"}),
}
