"""Mail: written down with its cause, sent by a worker to a real mail server, and no header smuggled into it."""

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from freezegun import freeze_time
from sqlalchemy import select

from portal.errors import Invalid, SettingsRefused
from portal.identity import system
from portal.models import Job
from portal.outbound.mail import Mail, transport
from portal.services.outbox.jobs import JobState
from portal.services.outbox.mail import send_mail
from portal.settings import Settings
from tests.jobs.support import worker_of
from tests.support.live import free_port
from tests.support.portal import World, on_both

AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


@dataclass
class Postbox:
    """A mail server's inside: `says` is its answer to the next message."""

    says: str = "250 taken"
    taken: list[Envelope] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.says.startswith("250"):
            self.taken.append(envelope)
        return self.says

    @property
    def messages(self) -> list[EmailMessage]:
        return [
            email.message_from_bytes(each.content or b"", _class=EmailMessage, policy=email.policy.default)
            if isinstance(each.content, bytes)
            else EmailMessage()
            for each in self.taken
        ]


def only_ana(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: LoginPassword) -> AuthResult:
    # handled=False lets the server answer a wrong password itself; else it says nothing, and the client waits.
    return AuthResult(success=(data.login, data.password) == (b"ana", b"p@ss/word"), handled=False)


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def port(postbox: Postbox) -> Iterator[int]:
    controller = Controller(
        postbox, hostname="127.0.0.1", port=free_port(), authenticator=only_ana, auth_require_tls=False
    )
    controller.start()
    yield controller.port
    controller.stop()


@pytest.fixture
def settings(settings: Settings, port: int) -> Settings:
    return replace(settings, mail_url=f"smtp://ana:p%40ss%2Fword@127.0.0.1:{port}", mail_from="portal@ada.example")


def send(world: World, **more: str) -> None:
    told = {"to": "maja@example.com", "subject": "Vaš račun – žig", "text": "Dober dan,\nčaka vas račun.\n"} | more
    with world.database.visit(system(world.cast.scope)) as visit, visit.write() as writing:
        send_mail(visit, writing, world.parts.ring, **told)


def jobs(world: World) -> list[Job]:
    with world.visit("admin") as visit:
        return list(visit.session.scalars(select(Job)))


@on_both
def test_it_is_sent_once_with_everything_it_needs(world: World, postbox: Postbox) -> None:
    send(world, html="<p>Dober dan, čaka vas račun.</p>")
    assert postbox.taken == []
    assert worker_of(world).run_due() == 1
    (envelope,), (message,) = postbox.taken, postbox.messages
    assert (envelope.mail_from, envelope.rcpt_tos) == ("portal@ada.example", ["maja@example.com"])
    assert message["Subject"] == "Vaš račun – žig"
    assert message["From"] == "Ada & Co <portal@ada.example>"
    assert message["To"] == "maja@example.com"
    assert message["Reply-To"] == "ada@ada-and-co.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].startswith("<job_")
    assert message["Date"].datetime is not None
    assert message.get_content_type() == "multipart/alternative"
    plain, html = message.iter_parts()
    assert isinstance(plain, EmailMessage)
    assert isinstance(html, EmailMessage)
    assert plain.get_content().replace("\r\n", "\n") == "Dober dan,\nčaka vas račun.\n"
    assert "čaka vas" in html.get_content()
    assert jobs(world) == []


def test_a_cause_that_is_undone_sends_nothing(world: World, postbox: Postbox) -> None:
    def cause() -> None:
        with world.database.visit(system(world.cast.scope)) as visit, visit.write() as writing:
            send_mail(visit, writing, world.parts.ring, "maja@example.com", "A", "B")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cause()
    assert worker_of(world).run_due() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("to", "maja@example.com\r\nBcc: all@example.com"),
        ("to", "maja@example.com, other@example.com"),
        ("to", "Maja <maja@example.com>"),
        ("to", "maja@example"),
        ("to", "maja"),
        ("to", "@example.com"),
        ("to", "maja@exa mple.com"),
        ("to", "maja..novak@example.com"),
        ("to", "maja@-example.com"),
        ("to", ""),
        ("subject", "A\r\nBcc: all@example.com"),
        ("subject", "A\nB"),
        ("subject", "A\0B"),
        ("subject", "A\u2028B"),
        ("subject", ""),
        ("subject", "a" * 901),
    ],
)
def test_what_cannot_stand_in_a_header_is_refused_before_it_is_written(world: World, field: str, value: str) -> None:
    with pytest.raises(Invalid, match=f"^{field}: "):
        send(world, **{field: value})
    assert jobs(world) == []


def test_a_domain_beyond_ascii_is_written_as_mail_servers_know_it(world: World, postbox: Postbox) -> None:
    send(world, to="maja@žabe.example")
    worker_of(world).run_due()
    assert postbox.taken[0].rcpt_tos == ["maja@xn--abe-b3a.example"]


def test_a_server_that_is_busy_is_asked_again(world: World, postbox: Postbox) -> None:
    postbox.says = "451 come back later"
    with freeze_time(datetime.now(UTC)) as clock:
        send(world)
        assert worker_of(world).run_due() == 1
        (job,) = jobs(world)
        assert (job.state, job.error) == (JobState.QUEUED, "the mail server 127.0.0.1 answered 451 come back later")
        postbox.says = "250 taken"
        clock.tick(timedelta(seconds=5))
        assert worker_of(world).run_due() == 1
    assert len(postbox.taken) == 1
    assert jobs(world) == []


def test_a_server_that_refuses_for_good_ends_it_and_the_text_is_forgotten(world: World, postbox: Postbox) -> None:
    postbox.says = "550 no such person"
    send(world, text="https://portal.example/embed?token=secret")
    assert worker_of(world).run_due() == 1
    (job,) = jobs(world)
    assert job.state == JobState.FAILED
    assert "550" in (job.error or "")
    assert job.parameters == {"to": "maja@example.com", "subject": "Vaš račun – žig"}


def test_a_wrong_password_is_tried_again_later(world: World, port: int) -> None:
    send(world)
    worker = worker_of(world)
    worker._tools = replace(
        worker._tools, settings=replace(world.settings, mail_url=f"smtp://ana:wrong@127.0.0.1:{port}")
    )
    worker.run_due()
    (job,) = jobs(world)
    assert job.state == JobState.QUEUED
    assert "does not let us send: 535" in (job.error or "")
    assert "wrong" not in (job.error or "")


def test_the_default_is_a_folder_of_the_portals_own(world: World) -> None:
    send(world)
    worker = worker_of(world)
    worker._tools = replace(worker._tools, settings=replace(world.settings, mail_url="", mail_from=""))
    worker.run_due()
    (path,) = (world.settings.data_dir / "mail").iterdir()
    assert path.stat().st_mode & 0o077 == 0
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert message["From"] == "Ada & Co <portal@portal.localhost>"


def test_mail_on_the_console(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    mail = Mail(id="x", sent_at=AT, sender="a@b.example", sender_name="A", to="c@d.example", subject="S", text="T")
    transport("console:", tmp_path)(mail)
    assert "Subject: S" in capsys.readouterr().err
    transport(f"folder:{tmp_path / 'out'}", tmp_path)(mail)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["20260301T093000-x.eml"]


@pytest.mark.parametrize(
    "url", ["smtp://", "smtp://host/path", "smtps://host:abc", "imap://host", "host:25", "smtp:host"]
)
def test_what_is_no_way_to_send_mail_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused, match="PORTAL_MAIL_URL"):
        transport(url, tmp_path)
