"""Mail that something here causes: written down in the transaction of its cause, sent by a worker."""

import json
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import select

from portal.database import Visit
from portal.errors import JobImpossible, Missing
from portal.models import Job
from portal.outbound.mail import Mail, MailRefused, transport
from portal.services.outbox.jobs import JobKind, enqueue
from portal.settings import Settings
from portal.tenancy.fence import FencedSession
from portal.tokens import KeyRing, close_box, open_box


def send_mail(
    visit: Visit, writing: FencedSession, ring: KeyRing, to: str, subject: str, text: str, html: str | None = None
) -> str:
    """Have a message sent to one address once the caller's transaction is committed; returns the job's id.

    It comes in the account's name, and answers go to the account's contact. Raises Invalid, naming `to` or `subject`,
    for what cannot stand in a header. Several attempts are made; until then the message is kept encrypted, since it may
    hold a link that opens.
    """
    account = visit.account
    message = {
        "to": to,
        "subject": subject,
        "text": text,
        "html": html,
        "sender_name": account.name,
        "reply_to": account.contact_email,
        "sent_at": visit.at.isoformat(),
    }
    _mail("check", "portal@localhost", message)
    parameters = {"to": to, "subject": subject, "message": close_box(ring, json.dumps(message))}
    return enqueue(visit, writing, JobKind.SEND_MAIL, parameters=parameters)


def deliver_mail(settings: Settings, ring: KeyRing, job_id: str, parameters: dict[str, str | None]) -> None:
    """Send it now: a worker's part. Raises JobImpossible when the mail server refuses it for good, or when the secret
    that it was encrypted with is gone.
    """
    try:
        message = read_message(ring, parameters)
    except Missing as gone:
        raise JobImpossible(str(gone)) from gone
    sender = settings.mail_from or f"portal@{urlsplit(settings.base_url).hostname}"
    try:
        transport(settings.mail_url, settings.data_dir)(_mail(job_id, sender, message))
    except MailRefused as refused:
        raise JobImpossible(str(refused)) from refused


def read_message(ring: KeyRing, parameters: dict[str, str | None]) -> dict[str, str | None]:
    """The message that a job is to send: texts, sender, address, instant. Raises Missing when its secret is gone."""
    message: dict[str, str | None] = json.loads(open_box(ring, parameters["message"] or ""))
    return message


def forget_message(writing: FencedSession, job_id: str) -> None:
    """Keep of a mail that could not be sent only to whom it was to go: its text may hold a link that still opens."""
    job = writing.scalars(select(Job).where(Job.id == job_id)).one_or_none()
    if job is not None:
        job.parameters = {"to": job.parameters["to"], "subject": job.parameters["subject"]}


def _mail(message_id: str, sender: str, message: dict[str, str | None]) -> Mail:
    texts = {name: message[name] or "" for name in ("to", "subject", "text", "sender_name")}
    return Mail(
        id=message_id,
        sent_at=datetime.fromisoformat(message["sent_at"] or ""),
        sender=sender,
        html=message["html"],
        reply_to=message["reply_to"],
        **texts,
    )
