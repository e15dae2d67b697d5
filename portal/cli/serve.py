"""`portal serve`: the portal under gunicorn, on loopback unless a proxy stands in front."""

from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication

from portal.app import create_app
from portal.cli.background import ArbiterWithWorker, Background
from portal.database import Database
from portal.errors import SettingsRefused
from portal.extras import load_extra
from portal.jobs.waking import bell_of
from portal.logs import set_up_logs
from portal.migrations import migrate, newest_revision, revision_at
from portal.ports import refuse_taken_port
from portal.secret_keys import make_data_dir
from portal.settings import Settings, load
from portal.storage import open_storage

GRACE_SECONDS = 30
REQUEST_SECONDS = 60
REQUESTS_A_WORKER = 20_000


class Server(BaseApplication):
    """gunicorn with our configuration and no configuration file of its own."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Set what gunicorn is to do; its access log stays off, ours masks secrets."""
        values: dict[str, Any] = {
            "bind": f"{self.settings.host}:{self.settings.port}",
            "workers": self.settings.workers,
            "threads": self.settings.threads,
            "worker_class": "gthread",
            "timeout": REQUEST_SECONDS,
            "graceful_timeout": GRACE_SECONDS,
            "max_requests": REQUESTS_A_WORKER,
            "max_requests_jitter": REQUESTS_A_WORKER // 10,
            "control_socket": str(self.settings.data_dir / f"control-{self.settings.port}.sock"),
            "forwarded_allow_ips": "",
            "loglevel": "warning",
            "proc_name": "portal",
            "worker_exit": _close,
        }
        for name, value in values.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def run(self) -> None:
        """Serve until told to stop, with the worker of background jobs beside."""
        if self.settings.jobs == "embedded":
            ArbiterWithWorker(self, Background()).run()
        else:
            super().run()

    def load(self) -> Flask:
        """Make the application, once a worker, after the fork: connections are never shared between processes."""
        set_up_logs()
        return create_app(self.settings)


def serve(settings: Settings) -> None:
    """Check what must hold before the first request, then serve until told to stop. Raises SettingsRefused."""
    make_data_dir(settings.data_dir)
    refuse_taken_port(settings.host, settings.port, "PORTAL_PORT")
    stands_at = revision_at(settings.database_url)
    if settings.database_url.startswith("sqlite") and stands_at != newest_revision():
        migrate(settings.database_url)
        stands_at = newest_revision()
    if stands_at != newest_revision():
        raise SettingsRefused(f"the database is at revision {stands_at}; run portal migrate first")
    _refuse_missing_extras(settings)
    database = Database(settings.database_url)
    try:
        database.refuse_powerful_role()
    finally:
        database.close()
    click.echo(_where(settings), err=True)
    Server(settings).run()


def _refuse_missing_extras(settings: Settings) -> None:
    """Once and in words, before each of the server's processes would fail by itself."""
    open_storage(settings.storage_url, settings.data_dir)
    bell_of(settings.wake_url, settings.data_dir).close()
    if settings.rate_limit_storage.startswith("redis"):
        load_extra("redis", package="redis", extra="redis", setting="PORTAL_RATE_LIMIT_STORAGE")


def _where(settings: Settings) -> str:
    listening = f"[{settings.host}]" if ":" in settings.host else settings.host
    return (
        f"portal: opened at {settings.origin}, listening on {listening}:{settings.port}; the API: "
        f"{settings.origin}/api/v1/docs; data in {settings.data_dir}; Ctrl-C ends it."
    )


def _close(_server: object, worker: Any) -> None:
    app = getattr(worker, "wsgi", None)
    if isinstance(app, Flask):
        app.extensions["portal"].close()


@click.command(name="serve")
def command() -> None:
    """Serve the portal. SQLite is migrated first; PostgreSQL wants `portal migrate` before."""
    serve(load())
