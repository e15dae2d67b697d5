"""Papers become rows: sums computed, numbers given, parts added, and only then issued."""

from collections.abc import Iterator, Sequence
from functools import partial

from portal.database import Visit
from portal.demo.home import Home, Moment
from portal.demo.paper import Paper
from portal.demo.parts import charges_of, lines_of, payments_of, relations_of, sums_of, taxes_of
from portal.demo.receiving import import_paper
from portal.demo.rows import PREFIXES, document_of
from portal.documents.totals import DocumentSums
from portal.identity import new_id
from portal.models import Document, Entity, NumberSeries
from portal.services.history.activity import Event, Thing, record
from portal.tenancy.fence import FencedSession

_OF_LATE = 60
"""Days in which other things happen between the papers."""


def paper_moments(home: Home, papers: Sequence[Paper]) -> Iterator[Moment]:
    """When the papers come into the entity: a transaction a month, of late a transaction a day."""
    batches: dict[int, list[Paper]] = {}
    for paper in sorted(papers, key=lambda paper: -paper.days_ago):
        newest = paper.days_ago if paper.days_ago < _OF_LATE else paper.days_ago // 30 * 30
        batches.setdefault(newest, []).append(paper)
    for batch in batches.values():
        yield min(paper.days_ago for paper in batch), partial(_take_in, home, batch)


def _take_in(home: Home, batch: Sequence[Paper]) -> None:
    with home.visit(min(paper.days_ago for paper in batch)) as visit:
        entity = visit.entity
        with visit.write() as writing:
            _write_batch(home, visit, writing, entity, [paper for paper in batch if not paper.has_original])
        for paper in batch:
            if paper.has_original:
                import_paper(home, visit, entity, paper)


def close_series(home: Home) -> None:
    """Let the entity's number series go on after the last number that was given."""
    with home.visit(0) as visit, visit.write() as writing:
        for (kind, year), last in home.last_numbers.items():
            writing.add(
                NumberSeries(
                    id=new_id("ser"),
                    type=kind,
                    series=year,
                    format=f"{PREFIXES[kind]}-{{year}}-{{number:04}}",
                    last=last,
                )
            )


def _write_batch(home: Home, visit: Visit, writing: FencedSession, entity: Entity, batch: Sequence[Paper]) -> None:
    made: list[tuple[Paper, Document, DocumentSums]] = []
    for paper in batch:
        sums = sums_of(home, paper, entity)
        document = document_of(home, visit, entity, paper, sums)
        home.documents[paper.name], home.written[paper.name] = document.id, document
        writing.add(document)
        made.append((paper, document, sums))
    writing.flush()
    for paper, document, sums in made:
        writing.add_all(lines_of(home, paper, document, sums))
        writing.add_all(charges_of(home, paper, document))
        writing.add_all(taxes_of(paper, document, sums))
        writing.add_all(relations_of(home, paper, document))
        writing.add_all(payments_of(home, paper, document))
    writing.flush()
    for paper, document, _sums in made:
        if not paper.is_draft:
            document.issued_at = visit.at
        event = Event.DOCUMENT_IMPORTED if document.origin == "imported" else Event.DOCUMENT_ADDED
        record(visit, writing, event, Thing(document.id, document.number or home.marked("draft")))
