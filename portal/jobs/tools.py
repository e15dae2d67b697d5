"""What handlers work with besides their visit."""

from dataclasses import dataclass, field

from portal.database import Database
from portal.einvoice.validation import Schematron
from portal.jobs.waking import Bell, bell_of
from portal.pdf import PdfPool
from portal.settings import Settings
from portal.storage import Storage, open_storage
from portal.tokens import KeyRing


@dataclass(frozen=True, slots=True)
class Tools:
    """Made once a worker process; closed by whoever made it."""

    settings: Settings
    database: Database
    ring: KeyRing
    storage: Storage
    pool: PdfPool
    bell: Bell | None = None
    schematron: Schematron = field(default_factory=Schematron)

    @classmethod
    def of(cls, settings: Settings, threads: int) -> "Tools":
        """Tools for so many threads; the children of the pool and of the schematron begin with their first use.
        Raises SettingsRefused for a store or a Redis that the settings do not name as they must."""
        bell = bell_of(settings.wake_url, settings.data_dir)
        return cls(
            settings=settings,
            database=Database(settings.database_url, pool_size=threads + 1, wake=bell.wake),
            ring=KeyRing(settings.secret_keys),
            storage=open_storage(settings.storage_url, settings.data_dir),
            pool=PdfPool(
                workers=settings.pdf_workers,
                cpu_seconds=settings.pdf_cpu_seconds,
                wall_seconds=settings.pdf_wall_seconds,
                slots_dir=settings.data_dir / "pdf-slots",
                queue_limit=threads,
            ),
            bell=bell,
        )

    def close(self) -> None:
        """Let go of connections and children."""
        self.database.close()
        self.pool.close()
        self.schematron.close()
        if self.bell is not None:
            self.bell.close()
