"""The PDF of a document as the firm's backend takes it: the one that everybody else gets, and written down."""

from portal.database import Visit
from portal.pdf import PdfPool
from portal.services.history.activity import Event, document_thing, record
from portal.services.paper.printing import Printed, print_document
from portal.services.reading.readable import readable_document
from portal.storage import Storage


def take_pdf(visit: Visit, storage: Storage, pool: PdfPool, document_id: str) -> Printed:
    """The PDF. Raises NotFound, RenderPending for one that a worker still draws, and RenderFailed with its kinds."""
    document = readable_document(visit, document_id)
    printed = print_document(visit, storage, pool, document)
    with visit.write() as writing:
        record(visit, writing, Event.DOCUMENT_DOWNLOADED, document_thing(document))
    return printed
