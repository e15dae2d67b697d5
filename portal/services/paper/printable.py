"""Refusing to issue what cannot be printed: a document whose text no installed font can set, named before it counts."""

import unicodedata
from collections.abc import Iterator

from portal.errors import Conflict
from portal.models import Document
from portal.pdf import unprintable
from portal.services.reading.document_record import DocumentRecord, PartyRecord

_OF_PARTIES = (
    *("name", "unit_name", "vat_id", "tax_number", "company_number", "email", "phone"),
    *("address", "address_2", "post_code", "city", "state"),
)
_OF_DOCUMENTS = (
    *("number", "note", "payment_terms", "tax_clause", "footer", "signature", "reference", "payment_reference"),
)
_OF_LINES = ("name", "description", "unit")
_MOST_NAMED = 10


def refuse_unprintable(document: Document, record: DocumentRecord) -> None:
    """Raise Conflict (`text_unprintable`) for the first field with characters that no installed font has.

    `record` is the same document in the API's words, which the message names the field by.
    """
    for field, text in _texts(document, record):
        missing = unprintable(text) if text else ()
        if missing:
            named = ", ".join(f"{_shown(each)} (U+{ord(each):04X})" for each in missing[:_MOST_NAMED])
            more = f" and {len(missing) - _MOST_NAMED} more" if len(missing) > _MOST_NAMED else ""
            raise Conflict(
                f"{field}: no font of the portal has {named}{more}, so the document could not be printed. Write it in "
                "other letters, or have the portal's operator install a font that has them.",
                code="text_unprintable",
                cause={"field": field, "characters": [f"U+{ord(each):04X}" for each in missing]},
            )


def _texts(document: Document, record: DocumentRecord) -> Iterator[tuple[str, str | None]]:
    yield from ((name, getattr(record, name)) for name in _OF_DOCUMENTS)
    yield from _of_party("customer", record.customer)
    for place, line in enumerate(record.items):
        yield from ((f"items[{place}].{name}", getattr(line, name)) for name in _OF_LINES)
    yield from ((f"items.taxes[{place}].reason", tax.reason) for place, tax in enumerate(record.taxes))
    yield from ((f"legends[{place}]", text) for place, text in enumerate(record.legends))
    fiscal = record.fiscal.identifiers if record.fiscal else {}
    yield from ((f"fiscal.identifiers.{code}", text) for code, text in fiscal.items())
    # What the entity says of itself.
    yield from _of_party("entity", record.issuer)
    notes = document.details.get("legal_notes", ())
    yield from ((f"entity.legal_notes[{place}]", text) for place, text in enumerate(notes))
    yield "entity.bank_accounts[0].name", document.payment.get("account_name")


def _of_party(field: str, party: PartyRecord | None) -> Iterator[tuple[str, str | None]]:
    return ((f"{field}.{name}", getattr(party, name)) for name in _OF_PARTIES if party is not None)


def _shown(character: str) -> str:
    return character if character.isprintable() else unicodedata.name(character, "a control character")
