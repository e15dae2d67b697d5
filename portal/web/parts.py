"""The long-lived parts of one running portal, as views and hooks reach them."""

from dataclasses import dataclass

from flask import current_app

from portal.database import Database
from portal.jobs.waking import Bell, bell_of
from portal.pdf import PdfPool
from portal.settings import Settings
from portal.storage import Storage, open_storage
from portal.tokens import KeyRing, LinkSealer

_EXTENSION = "portal"


@dataclass(frozen=True, slots=True)
class Parts:
    """Made once by `create_app`, in each worker after the fork; the pool's children begin with its first use."""

    settings: Settings
    database: Database
    ring: KeyRing
    sealer: LinkSealer
    storage: Storage
    pool: PdfPool
    bell: Bell

    @classmethod
    def of(cls, settings: Settings) -> "Parts":
        """Raises SettingsRefused for a store or a Redis that the settings do not name as they must."""
        ring, bell = KeyRing(settings.secret_keys), bell_of(settings.wake_url, settings.data_dir)
        return cls(
            settings=settings,
            database=Database(settings.database_url, pool_size=settings.threads, wake=bell.wake),
            ring=ring,
            sealer=LinkSealer(ring),
            storage=open_storage(settings.storage_url, settings.data_dir),
            pool=PdfPool(
                workers=settings.pdf_workers,
                cpu_seconds=settings.pdf_cpu_seconds,
                wall_seconds=settings.pdf_wall_seconds,
                slots_dir=settings.data_dir / "pdf-slots",
                # Whoever waits for a PDF holds a thread; one of them always stays free for everybody else.
                queue_limit=max(1, settings.threads - settings.pdf_workers - 1),
            ),
            bell=bell,
        )

    def close(self) -> None:
        """Let go of connections and, where it was begun, of the PDF pool's children."""
        self.database.close()
        self.pool.close()
        self.bell.close()


def parts() -> Parts:
    """The parts of the application that answers the current request."""
    found: Parts = current_app.extensions[_EXTENSION]
    return found
