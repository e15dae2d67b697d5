"""The guide's first sandbox milestone: entities made, switched between, an invoice each, drawn and exported, access
given by each one's setting, and nothing of one seen from another. Every step is the service that the API calls."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from portal.database import Database, Visit
from portal.demo.sandboxes import SandboxClient
from portal.documents.pricing import Discount, DiscountKind
from portal.documents.types import DocumentType
from portal.errors import MintRefused, NotFound, PortalError
from portal.identity import ClientAccess, Role
from portal.pdf import PdfPool
from portal.services.documents.crediting import credit_note_for
from portal.services.documents.drafts import create_document
from portal.services.documents.input import DocumentInput, LineInput
from portal.services.entry.tokens import TokenRequest, generate_token
from portal.services.exports.exporting import ExportWanted, export_tables
from portal.services.firm.entities import create_entity, enter_entity
from portal.services.firm.users import add_user
from portal.services.paper.printing import print_document
from portal.services.reading.document_record import DocumentRecord
from portal.services.reading.readable import readable_document
from portal.settings import Settings
from portal.storage import Storage
from portal.territories import usual_currency
from portal.tokens import LinkSealer


class Crossed(PortalError):
    """Something of one entity was seen from another; the text says what."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What the milestone works with."""

    settings: Settings
    database: Database
    sealer: LinkSealer
    storage: Storage
    pool: PdfPool


@dataclass(frozen=True, slots=True)
class Made:
    """One client's entity and its first invoice."""

    client: SandboxClient
    entity_id: str
    invoice: DocumentRecord


def first_milestone(account: Visit, tools: Tools, clients: tuple[SandboxClient, ...]) -> Iterator[str]:
    """Do it all in the account's sandbox, a line for each thing done. Raises Crossed when anything crossed."""
    yield "Clients made, each with an invoice issued:"
    made = []
    for client in clients:
        entity_id = make_entity(account, tools.database, client)
        with enter_entity(account, tools.database, entity_id) as visit:
            invoice = create_document(visit, DocumentType.INVOICE, invoice_of(client))
        made.append(Made(client, entity_id, invoice))
        yield f"{client.letter}  {client.name} ({client.country}) is {entity_id}; issued invoice {invoice.number}"
    yield "Their invoices drawn and exported:"
    for each in made:
        with enter_entity(account, tools.database, each.entity_id) as visit:
            yield f"{each.client.letter}  {_draw(visit, tools, each)}; {_export(visit, each)}"
    yield "Opened to their clients, as each one's client_access has it:"
    for each in made:
        with enter_entity(account, tools.database, each.entity_id) as visit:
            yield f"{each.client.letter}  {_open_to_client(visit, tools, each)}"
    yield "One client's business looked at from another's:"
    yield _nothing_crossed(account, tools, made)


def make_entity(account: Visit, database: Database, client: SandboxClient) -> str:
    """The client's entity; returns its id."""
    return create_entity(
        account,
        database,
        name=client.name,
        country=client.country,
        currency=usual_currency(client.country),
        locale=client.locale,
        timezone=client.timezone,
        client_access=client.access,
        **client.particulars,
    )


def invoice_of(client: SandboxClient) -> DocumentInput:
    """Two at a hundred, ten per cent less, for a customer at home."""
    line = LineInput(
        name=client.sells,
        quantity=Decimal(2),
        price=Decimal(100),
        discounts=(Discount(Decimal(10), DiscountKind.PERCENT),),
    )
    address = {**client.particulars["address"], "country": client.country}
    return DocumentInput(customer={"name": f"Customer of {client.name}", "address": address}, lines=(line,))


def every_type(account: Visit, tools: Tools, clients: tuple[SandboxClient, ...]) -> Iterator[tuple[str, ...]]:
    """Issue and draw each type of document in a new entity of each client: country, type, number and total."""
    for client in clients:
        with enter_entity(account, tools.database, make_entity(account, tools.database, client)) as visit:
            invoice = create_document(visit, DocumentType.INVOICE, invoice_of(client))
            for kind in DocumentType:
                if kind is DocumentType.INVOICE:
                    issued = invoice
                elif kind is DocumentType.CREDIT_NOTE:
                    issued = credit_note_for(visit, invoice.id)
                else:
                    issued = create_document(visit, kind, invoice_of(client))
                print_document(visit, tools.storage, tools.pool, readable_document(visit, issued.id))
                total = f"{issued.total_with_tax} {issued.currency_code}"
                yield client.country, kind.value, issued.number or "", total


def _draw(visit: Visit, tools: Tools, made: Made) -> str:
    printed = print_document(visit, tools.storage, tools.pool, readable_document(visit, made.invoice.id))
    return f"drew {printed.name} ({len(printed.data):,} bytes) of {made.invoice.id}"


def _export(visit: Visit, made: Made) -> str:
    wanted = ExportWanted(first=date(visit.today.year, 1, 1), last=visit.today, types=("invoice",))
    rows = [row for table in export_tables(visit, wanted) for row in table.rows]
    if len(rows) != 1 or made.invoice.number not in rows[0]:
        raise Crossed(f"the export of {made.client.name} does not hold exactly its own invoice")
    return f"exported {len(rows)} row"


def _open_to_client(visit: Visit, tools: Tools, made: Made) -> str:
    user_id = None
    if made.client.access is ClientAccess.USERS:
        user_id = add_user(visit, tools.database, email="client@example.com", name="Casey Client", role=Role.EDITOR)
    try:
        given = generate_token(visit, tools.sealer, tools.settings, TokenRequest(user_id=user_id))
    except MintRefused as error:
        if made.client.access is not ClientAccess.NONE:
            raise
        return f"as intended, its client gets no link ({error.code}): client_access is none"
    return f"{tools.settings.base_url}/embed?{urlencode({'token': given.token})}"


def _nothing_crossed(account: Visit, tools: Tools, made: list[Made]) -> str:
    tried = 0
    for mine in made:
        with enter_entity(account, tools.database, mine.entity_id) as visit:
            for other in made:
                if other is mine:
                    continue
                tried += 1
                try:
                    readable_document(visit, other.invoice.id)
                except NotFound:
                    continue
                raise Crossed(f"{mine.client.name} saw an invoice of {other.client.name}")
    return f"Nothing crossed: {tried} looks from one client at another's invoice found nothing."
