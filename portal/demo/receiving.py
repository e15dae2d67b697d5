"""Papers that came as e-invoices: their XML is written and then imported, by the service that imports real ones."""

from dataclasses import replace

from portal.database import Visit
from portal.demo.home import Home
from portal.demo.paper import Paper
from portal.demo.parts import payments_of, sums_of
from portal.demo.rows import document_of
from portal.demo.ubl import write_ubl
from portal.models import Document, Entity, File
from portal.services.filing.limits import UNLIMITED
from portal.services.importing.imports import import_einvoice


def import_paper(home: Home, visit: Visit, entity: Entity, paper: Paper) -> None:
    """Import the paper's XML and record what was paid; the cast knows the original as `original_of_{name}`."""
    marked = replace(
        paper,
        positions=tuple(replace(position, name=home.marked(position.name)) for position in paper.positions),
    )
    sums = sums_of(home, paper, entity)
    stated = document_of(home, visit, entity, marked, sums)
    name = f"{stated.number}.xml".replace("/", "-")
    made = import_einvoice(
        visit, home.storage, name, write_ubl(stated, marked, sums), limits=UNLIMITED, as_direction=None
    )
    home.documents[paper.name] = made.document_id
    with visit.write() as writing:
        document = writing.get_one(Document, made.document_id)
        writing.add_all(payments_of(home, paper, document))
        document.paid_total, document.open_total = stated.paid_total, stated.open_total
        home.written[paper.name] = document
    originals = visit.session.query(File).filter_by(document_id=made.document_id, purpose="original")
    home.files[f"original_of_{paper.name}"] = originals.one().id
