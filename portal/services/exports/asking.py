"""Exports are asked for and called off: what is asked is looked at first, then left to a worker."""

from sqlalchemy import select

from portal.database import Visit
from portal.errors import Conflict, Invalid, NotAllowed
from portal.exports.xlsx_file import MOST_ROWS
from portal.identity import new_id
from portal.models import Export, Queued
from portal.policy import Permission
from portal.reports import ReportPeriod
from portal.services.exports.asked import ExportAsked, ExportKind
from portal.services.exports.export_views import (
    UNFINISHED,
    ExportState,
    ExportView,
    export_row,
    export_view,
    may_cancel,
)
from portal.services.exports.exporting import count_documents
from portal.services.exports.pdf_exports import chosen_documents
from portal.services.exports.room import end_export, refuse_crowd
from portal.services.history.activity import Event, Thing, record
from portal.services.outbox.jobs import LATER, NOW, JobKind, JobState, enqueue, keep_clean, newest_job
from portal.services.reports.reading import count_dated
from portal.tenancy.fence import FencedSession

MOST_ARCHIVED = 20_000
# More than this is no longer waited for: it must not hold up those who wait for one PDF.
_MOST_WAITED_FOR = 500


def begin_export(visit: Visit, asked: ExportAsked) -> ExportView:
    """Leave an export to a worker; `show_export` tells how far it is.

    Raises Invalid for nothing, for too much and for documents that there are none of; Conflict (code
    `too_many_exports`) while this asker has as many unfinished ones as they may have.
    """
    total, has_drafts = _looked_at(visit, asked)
    _know_rights(visit)
    with visit.write() as writing:
        refuse_crowd(writing, visit.actor.subject)
        export = Export(
            id=new_id("exp"),
            kind=asked.kind.value,
            parameters=asked.parameters(),
            state=ExportState.QUEUED.value,
            done=0,
            total=total,
            name=asked.file_name,
            failed=[],
            has_drafts=has_drafts,
            requested_by=visit.actor.name or visit.actor.kind.value,
            requested_subject=visit.actor.subject,
            created_at=visit.at,
        )
        writing.add(export)
        writing.flush()
        _note_asked(visit, writing, export, asked)
        keep_clean(visit, writing)
        enqueue(
            visit,
            writing,
            JobKind.MAKE_EXPORT,
            subject=export.id,
            lane=NOW if asked.kind.is_table or total <= _MOST_WAITED_FOR else LATER,
        )
        return export_view(visit, export)


def cancel_export(visit: Visit, export_id: str) -> ExportView:
    """Call an unfinished export off; a worker that is at it stops within moments, and nothing of it is kept.

    Raises NotFound; NotAllowed for somebody else's; Conflict (code `export_over`) for one that is not unfinished.
    """
    _know_rights(visit)
    with visit.write() as writing:
        export = export_row(visit, writing, export_id)
        if export.state not in UNFINISHED:
            raise Conflict(f"the export is {export.state} already", code="export_over")
        if not may_cancel(visit, export):
            raise NotAllowed("only who asked for an export, or an administrator, may call it off")
        end_export(writing, export, ExportState.CANCELLED, visit.at)
        _take_back(writing, export_id)
        record(visit, writing, Event.EXPORT_CANCELLED, Thing(export.id, export.name), format=export.kind)
        return export_view(visit, export)


def _know_rights(visit: Visit) -> None:
    """Read them now: asked for inside a write, they would leave a reading connection that does not see it."""
    visit.may(Permission.EXPORT_DOCUMENTS)


def _looked_at(visit: Visit, asked: ExportAsked) -> tuple[int, bool]:
    """How many documents are meant, and whether drafts are among them."""
    if asked.period is not None:
        return _packed(visit, asked.period), False
    if asked.wanted is None:
        if asked.kind.is_table:
            raise Invalid("document_ids: are for archives of pdf and xml; a table is asked for by its days")
        documents = chosen_documents(visit, asked.document_ids)
        return len(documents), any(document.is_draft for document in documents)
    counts = count_documents(visit, asked.wanted)
    total = sum(counts.values())
    if not total:
        raise Invalid("date_from: there is nothing to export between these days", code="nothing_to_export")
    if not asked.kind.is_table and total > MOST_ARCHIVED:
        raise Invalid(f"date_to: an archive holds at most {MOST_ARCHIVED} documents, and these are {total}")
    if asked.kind is ExportKind.XLSX and max(counts.values()) > MOST_ROWS:
        raise Invalid(f"date_to: a sheet holds at most {MOST_ROWS} documents; export a shorter time, or csv")
    return total, False


def _packed(visit: Visit, period: ReportPeriod) -> int:
    """About how many documents a pack will have: which of them count is worked out with its reports."""
    if period.first > visit.today:
        raise Invalid(f"period: {period.name} has not begun; choose one up to today")
    total = count_dated(visit.session, period)
    if not total:
        raise Invalid("period: there is nothing to export in it", code="nothing_to_export")
    if total > MOST_ARCHIVED:
        raise Invalid(
            f"period: a pack holds at most {MOST_ARCHIVED} documents, and these are {total}; take a shorter one"
        )
    return total


def _note_asked(visit: Visit, writing: FencedSession, export: Export, asked: ExportAsked) -> None:
    wanted, span = asked.wanted, asked.wanted or asked.period
    record(
        visit,
        writing,
        Event.DOCUMENTS_EXPORTED,
        Thing(export.id, export.name),
        format=asked.kind.value,
        count=export.total,
        types=", ".join(wanted.types) if wanted else None,
        date_from=span.first.isoformat() if span else None,
        date_to=span.last.isoformat() if span else None,
    )


def _take_back(writing: FencedSession, export_id: str) -> None:
    """Remove the job that no worker has begun; one that is begun ends by itself."""
    job = newest_job(writing, JobKind.MAKE_EXPORT, export_id)
    if job is not None and job.state == JobState.QUEUED:
        for queued in writing.scalars(select(Queued).where(Queued.job_id == job.id)):
            writing.delete(queued)
        writing.delete(job)
