"""One thing of every kind in each of several entities, made as a firm's backend would make it."""

from datetime import UTC, datetime

from portal.database import Visit
from portal.identity import Actor, ActorKind, Environment, Scope, system
from portal.models import Export
from portal.services.firm.accounts import set_account_logo
from tests.pdf.samples import png_logo
from tests.support.api import Backend
from tests.support.portal import World

WHERE = ("elm", "birch", "linden", "oak")
# Whose account key reaches which entity.
KEYS = {"elm": "sk", "birch": "sk", "linden": "live_sk", "oak": "oak_sk"}


TYPES = {
    "invoices": "inv",
    "credit-notes": "cre",
    "advance-invoices": "adv",
    "estimates": "est",
    "delivery-notes": "dln",
}
# Stands in for a thing that an entity has none of.
NONE = "b" * 26


def things_of(world: World, where: str) -> dict[str, str]:
    """Ids by the names of the paths' variables; one marked `:draft` is what can be deleted."""
    calls = Backend(world, world.cast.keys[KEYS[where]].text, getattr(world.cast, where))
    invoice = next(iter(world.cast.documents_of[str(calls.entity_id)].values()))
    account = Backend(world, calls.key)
    # Past whatever the cast's own clients are set to.
    account.patch(f"/entities/{calls.entity_id}", {"client_access": "users"})
    customer = calls.post("/customers", {"name": f"Buyer in {where}"})["id"]
    user = calls.post("/entities/users", {"email": f"somebody@{where}.example", "role": "viewer"})["user_id"]
    staff = account.post("/account/staff", {"name": f"Staff of {where}", "email": f"staff@{where}.example"})["id"]
    _logos(world, calls)
    hook = {"url": "https://hooks.example.com/in", "events": ["invoice.finalized"]}
    return {
        **{kind: _first(calls, f"/{collection}", kind) for collection, kind in TYPES.items()},
        "entity_id": str(calls.entity_id),
        "document_id": invoice,
        "customer_id": customer,
        "item_id": calls.post("/items", {"name": "Thing", "price": 1})["id"],
        "tax_id": calls.get("/taxes")["data"][0]["id"],
        "payment_id": _payment(calls),
        "file_id": next(iter(world.cast.files_of[str(calls.entity_id)].values())),
        "export_id": _export(world, str(calls.entity_id)),
        "user_id": user,
        "invitation_id": calls.post("/entities/invitations", {"email": f"new@{where}.example"})["id"],
        "link_id": calls.post("/links", {"access": "user", "user_id": user})["link_id"],
        "session_id": _session(world, calls, user),
        "key_id": calls.post("/entities/api-keys", {"name": f"key of {where}"})["id"],
        "account_key_id": account.post("/account/keys", {"name": f"key of {where}"})["id"],
        "staff_id": staff,
        "origin_id": account.post("/account/origins", {"origin": f"https://{where}.example.com"})["id"],
        "webhook_id": calls.post("/webhooks", hook)["id"],
        "account_webhook_id": account.post("/account-webhooks", hook)["id"],
    }


def _first(calls: Backend, path: str, prefix: str) -> str:
    found = calls.get(path, query_string={"limit": 1})["data"]
    return str(found[0]["id"]) if found else f"{prefix}_{NONE}"


def _logos(world: World, calls: Backend) -> None:
    picture = png_logo().content
    put = calls.call("PUT", f"/entities/{calls.entity_id}/logo", data=picture, content_type="image/png")
    assert put.status_code == 200, put.text
    account_id = world.cast.scopes[str(calls.entity_id)].account_id
    with world.database.visit(system(Scope(account_id, Environment.LIVE)), at=datetime.now(UTC)) as visit:
        set_account_logo(visit, world.database, world.parts.storage, picture)


def _payment(calls: Backend) -> str:
    line = {"name": "Work", "quantity": 1, "price": 10, "taxes": []}
    document = {"customer": {"name": "Buyer"}, "items": [line], "is_draft": False}
    if calls.world.cast.linden == calls.entity_id:
        # Live entities issue only when they are ready; here an imported document is paid.
        found = calls.get("/invoices", query_string={"query": '{"is_draft": false, "paid_in_full": false}'})["data"]
        invoice_id = found[0]["id"]
    else:
        invoice_id = calls.post("/invoices", document)["id"]
    return str(calls.post("/payments", {"document_id": invoice_id, "amount": 1})["id"])


def _session(world: World, calls: Backend, user_id: str) -> str:
    token = calls.post(f"/entities/{calls.entity_id}/token", {"user_id": user_id})["token"]
    world.browser().follow(token)
    return str(calls.get("/sessions")["data"][0]["id"])


def _export(world: World, entity_id: str) -> str:
    """An export that is finished: made as a row, since making one for real takes a worker."""
    scope: Scope = world.cast.scopes[entity_id]
    actor = Actor(ActorKind.SYSTEM, scope, name="portal")
    with world.database.visit(actor, at=datetime.now(UTC)) as visit:
        return _export_row(visit)


def _export_row(visit: Visit) -> str:
    export_id = f"exp_{visit.scope.entity_id or ''}"[:30]
    with visit.write() as writing:
        writing.add(
            Export(
                id=export_id,
                kind="pdf",
                parameters={"document_ids": []},
                state="queued",
                name="documents.zip",
                failed=[],
                has_drafts=False,
                requested_by="test",
                created_at=visit.at,
            )
        )
    return export_id
