"""A firm's own program: from nothing to a client who opens the portal.

It needs the SDK, an account key in PORTAL_KEY and the portal's address in PORTAL_URL. Run it with the address of the
person to let in; the last line that it prints is their link:

    pip install PATH-TO-THE-PORTAL/portal/sdk        # in the virtual environment of your own project
    PORTAL_KEY=sk_sandbox_… PORTAL_URL=https://portal.example.com python onboard.py eva@elm.example
"""

import os
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from portal_sdk import Portal, PortalError


def onboard(portal: Portal, email: str) -> str:
    """Make a client business with a customer, an item, an invoice and a person; returns that person's link."""
    entity = portal.entities.create(
        {
            "name": "Elm Studio",
            "country": "SI",
            "client_access": "users",
            "address": "Lipova 1",
            "post_code": "1000",
            "city": "Ljubljana",
        }
    )
    entity_id = entity["id"]
    print(f"{entity['name']} is {entity_id}")

    customer = portal.customers.create(
        {"name": "Oak Ltd", "country": "SI", "city": "Maribor", "email": "books@oak.example"}, entity_id=entity_id
    )
    hour = portal.items.create({"name": "Design", "unit": "hour", "price": Decimal("64.50")}, entity_id=entity_id)

    invoice = portal.invoices.create(
        {
            "customer_id": customer["id"],
            "date_due": datetime.now(UTC).date() + timedelta(days=30),
            "items": [
                {"item_id": hour["id"], "name": "Design", "quantity": Decimal("7.5"), "price": Decimal("64.50")},
                {"name": "Prints", "quantity": 20, "price": Decimal("1.20")},
            ],
        },
        entity_id=entity_id,
    )
    print(f"Invoice {invoice['number']}: {invoice['total_with_tax']} {invoice['currency_code']}")
    paper = portal.invoices.render_pdf(invoice["id"])
    print(f"{paper.filename}, {len(paper.content)} bytes")

    portal.payments.create(
        {"document_id": invoice["id"], "amount": Decimal("100.00"), "type": "bank_transfer"},
        entity_id=entity_id,
    )
    owed = sum(row["total_due"] for row in portal.invoices.iterate(entity_id=entity_id) if not row["paid_in_full"])
    print(f"Still owed: {owed}")

    person = portal.entity_users.add(entity_id, {"email": email, "role": "viewer"})
    return portal.entity_users.create_token(entity_id, person["user_id"])["url"]


def main() -> int:
    """Run it once, and say in a sentence what is missing or what the portal refused."""
    key, address = os.environ.get("PORTAL_KEY"), os.environ.get("PORTAL_URL")
    if len(sys.argv) != 2 or "@" not in sys.argv[1] or not key or not address:
        print("usage: PORTAL_KEY=sk_sandbox_… PORTAL_URL=https://… python onboard.py PERSON@EXAMPLE", file=sys.stderr)
        return 2
    try:
        with Portal(key, address) as portal:
            print(onboard(portal, sys.argv[1]))
    except (PortalError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
