"""Mail: a message that no header can be smuggled into, and three ways to send it: SMTP, a folder, the console."""

import os
import re
import smtplib
import ssl
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from portal.errors import Invalid, PortalError, SettingsRefused
from portal.identity import is_loopback

SMTP_SECONDS = 20
LONGEST_SUBJECT = 900
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
_DOMAIN = re.compile(
    r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+|localhost"
)
_FORM = "PORTAL_MAIL_URL must be smtp://user:password@host:port, smtps://…, folder:PATH or console:"


class MailRefused(PortalError):
    """The message cannot be sent, now or ever: the mail server refused its address or its content."""


class MailNotSent(PortalError):
    """The mail server did not take the message this time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One message. Raises Invalid, naming the field, for an address or a subject that cannot stand in a header."""

    id: str
    sent_at: datetime
    sender: str
    sender_name: str
    to: str
    subject: str
    text: str
    html: str | None = None
    reply_to: str | None = None

    def __post_init__(self) -> None:
        for name in ("sender", "to", "reply_to"):
            if (value := getattr(self, name)) is not None:
                read_address(value, name)
        for name in ("subject", "sender_name"):
            if any(not each.isprintable() for each in getattr(self, name)):
                raise Invalid(f"{name}: must be one line of text")
        if not 0 < len(self.subject) <= LONGEST_SUBJECT:
            raise Invalid(f"subject: must have 1 to {LONGEST_SUBJECT} characters")

    def message(self) -> EmailMessage:
        """As it goes out; the same mail has the same Message-ID however often it is tried."""
        sender = read_address(self.sender, "sender")
        message = EmailMessage(policy=SMTP)
        message["From"] = Address(self.sender_name, sender.username, sender.domain)
        message["To"] = read_address(self.to, "to")
        message["Subject"] = self.subject
        message["Date"] = format_datetime(self.sent_at)
        message["Message-ID"] = f"<{self.id}@{sender.domain}>"
        # RFC 3834: neither an answering machine nor a list is to answer.
        message["Auto-Submitted"] = "auto-generated"
        if self.reply_to is not None:
            message["Reply-To"] = read_address(self.reply_to, "reply_to")
        message.set_content(self.text)
        if self.html is not None:
            message.add_alternative(self.html, subtype="html")
        return message


def read_address(text: str, field: str) -> Address:
    """One bare address; a domain beyond ASCII in the form that mail servers know. Raises Invalid, naming the field."""
    local, _, domain = text.rpartition("@")
    with suppress(UnicodeError):
        domain = domain.encode("idna").decode("ascii")
    fit = _LOCAL.fullmatch(local) and not local.startswith(".") and not local.endswith(".") and ".." not in local
    if not fit or not _DOMAIN.fullmatch(domain) or len(domain) > 253:
        raise Invalid(f"{field}: is not an e-mail address; write it like name@example.com")
    return Address(username=local, domain=domain)


Send = Callable[[Mail], None]


def transport(url: str, data_dir: Path) -> Send:
    """How mail leaves, as PORTAL_MAIL_URL says: empty means a folder in the data folder. Raises SettingsRefused.

    What it returns raises MailNotSent when another attempt may help, and MailRefused when none can.
    """
    scheme, _, rest = url.partition(":")
    if not url or scheme == "folder":
        folder = Path(rest) if rest else data_dir / "mail"
        return lambda mail: _to_folder(folder, mail)
    if scheme == "console":
        return lambda mail: print(mail.message().as_string(), file=sys.stderr, flush=True)
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise SettingsRefused(_FORM) from error
    if scheme not in {"smtp", "smtps"} or not host or parts.path.strip("/") or parts.query or parts.fragment:
        raise SettingsRefused(_FORM)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    server = _Server(host, port or (465 if scheme == "smtps" else 25), scheme == "smtps", user, password)
    return server.send


@dataclass(frozen=True, slots=True)
class _Server:
    host: str
    port: int
    secure: bool
    user: str
    password: str

    def send(self, mail: Mail) -> None:
        try:
            with self._connected() as connection:
                connection.send_message(mail.message(), mail.sender, [str(read_address(mail.to, "to"))])
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPSenderRefused) as error:
            # Ours to mend, in PORTAL_MAIL_URL or PORTAL_MAIL_FROM: the message is not to blame.
            raise MailNotSent(f"the mail server {self.host} does not let us send: {error.smtp_code}") from error
        except smtplib.SMTPResponseException as error:
            raise self._refusal(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            raise self._refusal(code, words) from error
        except (OSError, smtplib.SMTPException) as error:
            raise MailNotSent(f"the mail server {self.host} did not take it: {type(error).__name__}") from error

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """A connection that is closed whatever comes of it, a refused password included."""
        context = ssl.create_default_context()
        if self.secure:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=SMTP_SECONDS, context=context)
        else:
            connection = smtplib.SMTP(self.host, self.port, timeout=SMTP_SECONDS)
        with connection:
            if not self.secure:
                self._hide(connection, context)
            if self.user:
                connection.login(self.user, self.password)
            yield connection

    def _hide(self, connection: smtplib.SMTP, context: ssl.SSLContext) -> None:
        connection.ehlo()
        if connection.has_extn("starttls"):
            connection.starttls(context=context)
            connection.ehlo()
        elif self.user and not is_loopback(self.host):
            raise MailNotSent(f"the mail server {self.host} offers no TLS, and the password is not sent without")

    def _refusal(self, code: int, words: bytes | str) -> PortalError:
        text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
        kind = MailRefused if 500 <= code < 600 else MailNotSent
        return kind(f"the mail server {self.host} answered {code} {text[:200]}")


def _to_folder(folder: Path, mail: Mail) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"{mail.sent_at:%Y%m%dT%H%M%S}-{mail.id}.eml"
    temporary = target.with_suffix(".part")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(mail.message().as_bytes())
    temporary.replace(target)
