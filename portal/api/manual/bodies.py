"""One body for everything that is sent, by its schema: a firm, its client Elm Studio, and Elm's customer Oak."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

_LINES = [
    {"name": "Design", "quantity": Decimal("7.5"), "unit": "hour", "price": Decimal("64.50")},
]
_DOCUMENT = {"customer_id": "cus_…", "items": _LINES}
_WEBHOOK = {"url": "https://hooks.example.com/portal", "events": ["invoice.finalized", "invoice.paid"]}

BODIES: Mapping[str, Mapping[str, Any]] = {
    "AccountPatch": {
        "contact_email": "office@ada.example",
        "accent_color": "#1f5fbf",
        "limits": {"link_seconds": 240, "session_idle_seconds": 900},
    },
    "EntityIn": {
        "name": "Elm Studio",
        "country": "SI",
        "client_access": "entity",
        "address": "Lipova 1",
        "post_code": "1000",
        "city": "Ljubljana",
    },
    "EntityPatch": {
        "client_access": "users",
        "settings": {
            "numbering": {
                "number_formats": {"invoice": "{yyyy}-{nnnnn}", "credit_note": "CN-{yy}/{nnnn}"},
                "number_sequence_starts": {"invoice": 201},
            },
            "defaults": {
                "default_invoice_due_days": 30,
                "default_estimate_valid_days": 14,
                "default_invoice_payment_terms": "30 days net",
            },
            "tax": {"calculation": {"default_mode": "b2b_standard"}},
            "branding": {"template": "modern"},
        },
    },
    "UserIn": {"email": "eva@elm.example", "name": "Eva Novak", "role": "viewer"},
    "UserPatch": {"role": "editor"},
    "InvitationIn": {"email": "eva@elm.example", "name": "Eva Novak", "role": "viewer", "locale": "sl"},
    "TokenIn": {"view": "/documents/", "locale": "sl"},
    "LinkIn": {"access": "user", "user_id": "usr_…", "role": "viewer", "view": "/documents/"},
    "BatchIn": {
        "links": [
            {"reference": "row-1", "entity_id": "ent_…", "access": "full_entity", "label": "March"},
            {"reference": "row-2", "entity_id": "ent_…", "access": "user", "user_id": "usr_…"},
        ]
    },
    "EndIn": {"user_id": "usr_…"},
    "ExplainIn": {"token": "pl1.…", "origin": "https://app.example.com"},
    "StaffIn": {"name": "Mara Kos", "email": "mara@ada.example"},
    "StaffPatch": {"name": "Mara Kos-Vidmar"},
    "OriginIn": {"origin": "https://app.example.com", "frames": True, "returns": True},
    "AccountKeyIn": {"kind": "lk", "name": "Link signer", "limits": {"max_role": "viewer", "max_seconds": 300}},
    "EntityKeyIn": {"name": "Elm's shop", "ttl": 31_536_000},
    "CustomerIn": {
        "name": "Oak Ltd",
        "address": "Hrastova 5",
        "post_code": "2000",
        "city": "Maribor",
        "country_code": "SI",
        "email": "books@oak.example",
    },
    "CustomerPatch": {"email": "accounts@oak.example", "metadata": {"crm": "4711"}},
    "ItemIn": {"name": "Design", "unit": "hour", "price": Decimal("64.50"), "classification": "service"},
    "ItemPatch": {"price": Decimal("68.00")},
    "TaxIn": {"tax_rates": [{"rate": Decimal("9.5"), "valid_from": "2013-07-01"}], "classification": "reduced"},
    "TaxPatch": {"name": "Reduced rate"},
    "InvoiceIn": {**_DOCUMENT, "date_due": "2026-04-14", "note": "Thank you for your order."},
    "InvoicePatch": {"date_due": "2026-04-30", "change_reason": "agreed by telephone"},
    "CreditNoteIn": {"linked_documents": ["inv_…"], "items": _LINES},
    "CreditNotePatch": {"note": "For the hours that were not worked."},
    "AdvanceInvoiceIn": {"customer_id": "cus_…", "items": [{"name": "Deposit", "price": Decimal("200.00")}]},
    "AdvanceInvoicePatch": {"date_due": "2026-04-30"},
    "EstimateIn": {**_DOCUMENT, "title_type": "estimate", "date_valid_till": "2026-04-30"},
    "EstimatePatch": {"date_valid_till": "2026-05-15"},
    "DeliveryNoteIn": {**_DOCUMENT, "hide_prices": True},
    "DeliveryNotePatch": {"note": "Left with the porter."},
    "PreviewIn": {"type": "invoice", **_DOCUMENT},
    "FinalizeIn": {"expected_number": "2026-00001"},
    "VoidIn": {"reason": "issued twice"},
    "ConvertIn": {"to": "invoice", "is_draft": False},
    "CreditIn": {"items": [{"id": "…", "quantity": Decimal("1.5")}], "reason": "1.5 hours were not worked"},
    "PaymentIn": {
        "document_id": "inv_…",
        "amount": Decimal("100.00"),
        "type": "bank_transfer",
        "date": "2026-03-20",
        "reference": "SI00 2026-00001",
    },
    "PaymentPatch": {"amount": Decimal("120.00")},
    "FilePatch": {"category": "bank_statement", "period": "2026-03"},
    "PdfExportIn": {"types": ["invoice"], "date_from": "2026-03-01", "date_to": "2026-03-31"},
    "ExportIn": {"format": "xlsx", "types": ["invoice", "credit_note"], "period": "last_month"},
    "ClosePeriodIn": {"period": "2026-Q1"},
    "WebhookIn": _WEBHOOK,
    "WebhookPatch": {"events": ["*"], "active": True},
}
