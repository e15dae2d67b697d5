"""From nothing to an opened portal in five calls, as the API's page shows them; the tests make them as they stand."""

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FirstCall:
    """One call. `{entity_id}`, `{user_id}` and `{document_id}` stand for what earlier answers gave."""

    words: str
    method: str
    path: str
    in_entity: bool = False
    body: dict[str, Any] | None = None

    @property
    def body_text(self) -> str:
        return json.dumps(self.body, ensure_ascii=False, indent=2)


FIRST_CALLS = (
    FirstCall(
        "Make the client. The answer's `id` is the `entity_id` of what follows.",
        "POST",
        "/entities",
        body={
            "name": "Birch Bakery",
            "country": "SI",
            "address": "Lipova 1",
            "post_code": "4000",
            "city": "Kranj",
            "vat_id": "SI15032582",
            "client_access": "users",
        },
    ),
    FirstCall(
        "Say who may come in, and as what. The answer has the `user_id`.",
        "POST",
        "/entities/users",
        in_entity=True,
        body={"email": "eva@birch.example", "name": "Eva Novak", "role": "viewer"},
    ),
    FirstCall(
        "Issue an invoice; with `is_draft` true it stays a draft. The answer's `id` is the `document_id`.",
        "POST",
        "/invoices",
        in_entity=True,
        body={
            "customer": {
                "name": "Café Linden",
                "address": "Glavni trg 1",
                "post_code": "1000",
                "city": "Ljubljana",
                "country": "SI",
            },
            "items": [{"name": "Bread, 20 loaves", "quantity": 20, "price": 2.4}],
            "date_due": "2030-01-31",
            "is_draft": False,
        },
    ),
    FirstCall("Take its PDF.", "GET", "/documents/{document_id}/pdf"),
    FirstCall(
        "Make the link. Send the browser to the answer's `url`, or put it into your frame; it opens once.",
        "POST",
        "/entities/{entity_id}/token",
        body={"user_id": "{user_id}"},
    ),
)
