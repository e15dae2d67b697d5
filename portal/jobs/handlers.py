"""How each kind of job is done: a table, and the few lines that lead from a task to the service that does it."""

from collections.abc import Mapping
from datetime import timedelta

from portal.database import Visit
from portal.errors import JobImpossible, NotFound, RenderBusy, RenderFailed, RenderTimedOut
from portal.identity import Scope, system
from portal.jobs.cleaning import clean
from portal.jobs.tasks import BACK_OFF, Handler, Outcome, Task
from portal.jobs.tools import Tools
from portal.services.einvoicing.checking import check_document
from portal.services.einvoicing.offers import write_valid_cii
from portal.services.exports.making import Workshop, finish_export, give_up_export, make_export
from portal.services.filing.keeping import drop_bytes, lock_files
from portal.services.outbox.attempts import attempt_delivery
from portal.services.outbox.deliveries import spread_event
from portal.services.outbox.jobs import JobKind
from portal.services.outbox.mail import deliver_mail, forget_message
from portal.services.paper.drawing import keep_first_pdf
from portal.services.paper.printing import draw_document
from portal.services.reading.readable import readable_document
from portal.tenancy.fence import FencedSession


def _draw_pdf(visit: Visit, tools: Tools, task: Task) -> Outcome:
    document_id, asked_for = task.subject or "", "content" in task.parameters
    try:
        if not asked_for and readable_document(visit, document_id).pdf_sha256 is not None:
            # Somebody was faster than this, which nobody had asked for.
            return Outcome()
        drawing = draw_document(visit, tools.storage, tools.pool, document_id)
    except (RenderBusy, RenderTimedOut):
        raise
    except (RenderFailed, NotFound) as error:
        raise JobImpossible(str(error)) from error

    def keep(writing: FencedSession) -> None:
        if drawing.final:
            keep_first_pdf(writing, document_id, drawing.sha256)

    if drawing.final and not asked_for:
        # It is the document's for good: who asks finds it there.
        return Outcome(keep)
    return Outcome(keep, {"content": drawing.content, "sha256": drawing.sha256})


def _check_einvoice(visit: Visit, tools: Tools, task: Task) -> Outcome:
    try:
        return Outcome(result=check_document(visit, tools.schematron, task.subject or ""))
    except NotFound as error:
        raise JobImpossible(str(error)) from error


def _send_mail(visit: Visit, tools: Tools, task: Task) -> Outcome:
    visit.stop_reading()
    deliver_mail(tools.settings, tools.ring, task.job_id, task.parameters)
    return Outcome()


def _mail_not_sent(_visit: Visit, writing: FencedSession, task: Task, _why: str) -> None:
    forget_message(writing, task.job_id)


def _spread_event(visit: Visit, tools: Tools, task: Task) -> Outcome:
    # From inside an entity the account's own webhooks are not seen.
    scope = visit.scope
    outside = system(Scope(scope.account_id, scope.environment))
    with tools.database.visit(outside, at=visit.at) as account:
        spread_event(
            account, tools.ring, task.parameters["event"], task.parameters["body"], scope.entity_id, task.job_id
        )
    return Outcome()


def _deliver_webhook(visit: Visit, tools: Tools, task: Task) -> Outcome:
    return Outcome(attempt_delivery(visit, tools.ring, tools.settings, task.subject or ""))


def _make_export(visit: Visit, tools: Tools, task: Task) -> Outcome:
    shop = Workshop(
        tools.database,
        tools.storage,
        tools.pool,
        lambda inside, document: write_valid_cii(inside, tools.schematron, document),
    )
    made = make_export(visit, shop, task.subject or "")
    if made is None:
        return Outcome()
    return Outcome(lambda writing: finish_export(visit, writing, tools.storage, made))


def _export_not_made(visit: Visit, writing: FencedSession, task: Task, why: str) -> None:
    give_up_export(visit, writing, task.subject or "", why)


def _release_bytes(visit: Visit, tools: Tools, task: Task) -> Outcome:
    return Outcome(lambda writing: _let_go(visit, writing, tools, task))


def _let_go(visit: Visit, writing: FencedSession, tools: Tools, task: Task) -> None:
    lock_files(writing)
    drop_bytes(visit, writing, tools.storage, task.subject or "")


HANDLERS: Mapping[str, Handler] = {
    JobKind.DRAW_PDF: Handler(_draw_pdf, back_off=(timedelta(seconds=2), timedelta(seconds=5))),
    JobKind.CHECK_EINVOICE: Handler(_check_einvoice, back_off=(timedelta(seconds=5), timedelta(minutes=1))),
    JobKind.MAKE_EXPORT: Handler(_make_export, given_up=_export_not_made),
    JobKind.SEND_MAIL: Handler(_send_mail, given_up=_mail_not_sent),
    JobKind.SPREAD_EVENT: Handler(_spread_event),
    # Its own pauses between attempts are those of the delivery; these are for what broke on our side.
    JobKind.DELIVER_WEBHOOK: Handler(_deliver_webhook),
    # A store may be away for long, and what was deleted must not stay.
    JobKind.RELEASE_BYTES: Handler(_release_bytes, back_off=(*BACK_OFF, timedelta(hours=6), timedelta(days=1))),
    JobKind.CLEAN: Handler(clean),
}
