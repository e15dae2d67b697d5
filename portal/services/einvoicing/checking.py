"""Whether a document's XML is right in each format: worked out by a worker once, kept with its job, read by pages."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from portal.database import Visit
from portal.documents.pricing import Mode
from portal.einvoice import EInvoice
from portal.einvoice.rules import Topic, Violation, violations
from portal.einvoice.validation import Schematron, rule_sets, schema_failures
from portal.models import Document, DocumentLine, Job
from portal.services.einvoicing.formats import WRITERS, Format, fitted, formats_for
from portal.services.einvoicing.invoices import invoice_on
from portal.services.outbox.jobs import (
    AHEAD,
    NOW,
    JobKind,
    JobState,
    enqueue,
    forget_jobs,
    hurry,
    newest_job,
    newest_jobs,
)
from portal.services.reading.readable import readable_document
from portal.tenancy.fence import FencedSession

# Another number is another rule set: what was valid by the last one is checked again.
OUR_RULES = 1
# For so long a check that could not be run is not tried anew.
FAILURE_STANDS = timedelta(minutes=5)
_MOST_KEPT = 10
# Of what is due ahead of anybody's asking, the check comes before the drawing: a PDF takes no e-invoice along that the
# official rules refuse.
_BEFORE = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Verdict:
    """On one format: the digest of the XML that was checked, and what is wrong with it; valid without violations."""

    sha256: str
    violations: tuple[Violation, ...]


def rules_now() -> str:
    """Which rules a check made now goes by."""
    return f"{OUR_RULES}; {rule_sets()}"


def check_document(visit: Visit, schematron: Schematron, document_id: str) -> dict[str, Any]:
    """Check a document in each format that suits it: a worker's part; the result is for `verdicts_in`.

    Our own rules first, then the schema, then the official rules; the first that fails ends it. Raises NotFound, and
    CheckFailed when the official rules could not be run.
    """
    document = readable_document(visit, document_id)
    invoice, forms = invoice_on(visit, document), formats_for(document)
    tax_inside = prices_have_tax(visit, document)
    visit.stop_reading()
    found = {form.value: _checked(invoice, form, schematron, tax_inside=tax_inside) for form in forms}
    return {"rules": rules_now(), "formats": found}


def prices_have_tax(visit: Visit, document: Document) -> bool:
    """Whether the tax of a group may be what is taken out of its sum (`portal.documents.gross`)."""
    if document.details.get("calculation_mode") == Mode.GROSS.value:
        return True
    details = visit.session.scalars(select(DocumentLine.details).where(DocumentLine.document_id == document.id))
    return any("price_with_tax" in line for line in details)


def _checked(invoice: EInvoice, form: Format, schematron: Schematron, *, tax_inside: bool) -> dict[str, Any]:
    writer, stated = WRITERS[form], fitted(invoice, form)
    data, kind = writer.write(stated), writer.kind(stated)
    found = (
        violations(stated, writer.profile, tax_inside=tax_inside)
        or schema_failures(kind, data)
        or schematron.failures(kind, data)
    )
    told = [[each.rule, each.topic.value, each.sentence] for each in found[:_MOST_KEPT]]
    return {"sha256": sha256(data).hexdigest(), "violations": told}


def ask_for_check(visit: Visit, writing: FencedSession, document: Document) -> None:
    """Have a worker check a document that suits some format, in the caller's transaction: a person waits for it."""
    if formats_for(document):
        forget_jobs(writing, JobKind.CHECK_EINVOICE, document.id)
        enqueue(visit, writing, JobKind.CHECK_EINVOICE, subject=document.id, lane=NOW)


def check_ahead(visit: Visit, writing: FencedSession, document: Document) -> None:
    """Have a worker check a document that was just issued, before anybody asks for it; in the caller's transaction."""
    if formats_for(document):
        enqueue(visit, writing, JobKind.CHECK_EINVOICE, subject=document.id, lane=AHEAD, run_at=visit.at - _BEFORE)


def verdicts_of(visit: Visit, document: Document) -> Mapping[Format, Verdict] | None:
    """What the last check by today's rules found; None while there is none."""
    job = newest_job(visit.session, JobKind.CHECK_EINVOICE, document.id)
    return None if job is None else verdicts_in(job)


def valid_digests(visit: Visit, document_ids: Sequence[str], form: Format) -> Mapping[str, str]:
    """By document the SHA-256 of the XML that its last check, by today's rules, found valid in a format; documents of
    which no check says that are left out."""
    found = {}
    for document_id, job in newest_jobs(visit.session, JobKind.CHECK_EINVOICE, document_ids).items():
        verdict = (verdicts_in(job) or {}).get(form)
        if verdict is not None and not verdict.violations:
            found[document_id] = verdict.sha256
    return found


def must_be_asked(visit: Visit, document: Document) -> bool:
    """Whether nobody is checking the document, nor will, nor has by today's rules."""
    job = newest_job(visit.session, JobKind.CHECK_EINVOICE, document.id)
    if job is None:
        return True
    if job.state == JobState.FAILED:
        return job.finished_at is None or visit.at >= job.finished_at + FAILURE_STANDS
    return job.state == JobState.DONE and verdicts_in(job) is None


def hurry_check(visit: Visit, document: Document) -> None:
    """Bring a check forward that no worker has begun: somebody waits for it."""
    job = newest_job(visit.session, JobKind.CHECK_EINVOICE, document.id)
    if job is not None and job.state == JobState.QUEUED:
        hurry(visit, job)


def verdicts_in(job: Job) -> Mapping[Format, Verdict] | None:
    """The verdicts that a finished check left; None when it left none, or went by other rules."""
    result = job.result
    if job.state != JobState.DONE or result is None or result.get("rules") != rules_now():
        return None
    return read_verdicts(result)


def read_verdicts(result: Mapping[str, Any]) -> Mapping[Format, Verdict]:
    """What `check_document` found, by format."""
    return {
        Format(name): Verdict(found["sha256"], tuple(_violations(found["violations"])))
        for name, found in result["formats"].items()
    }


def _violations(kept: Sequence[Sequence[str]]) -> Iterator[Violation]:
    return (Violation(rule, Topic(topic), sentence) for rule, topic, sentence in kept)
