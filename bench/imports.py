"""Figure 5: e-invoices imported per second, each file committed, against only reading them."""

import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.plan import Plan
from bench.serving import BenchFailed
from bench.timing import interleaved, median
from portal.database import Database
from portal.einvoice import read_einvoice
from portal.identity import ClientAccess, Environment, Scope, new_id, system
from portal.migrations import migrate
from portal.services.filing.limits import UNLIMITED
from portal.services.firm.accounts import Contact, create_account
from portal.services.firm.entities import create_entity
from portal.services.importing.imports import Direction, Outcome, import_einvoice
from portal.storage import Storage
from tests.einvoice.samples import SampleLine, cii_invoice, ubl_credit_note, ubl_invoice

PUBLISHED = Path(__file__).resolve().parents[2] / "shared" / "einvoices"
_GENERATED = 46


@dataclass(frozen=True, slots=True)
class ImportFigure:
    """Files per second, on one core: imported into a new entity, imported again, and only read."""

    source: str
    files: int
    imported: float
    again: float
    read: float
    import_times_read: float


class Importer:
    """Imports the same files into one new entity after the other."""

    def __init__(self, folder: Path, files: dict[str, bytes]) -> None:
        url = f"sqlite:///{folder / 'portal.db'}"
        migrate(url)
        self.database = Database(url)
        self._storage = Storage(folder / "files")
        self._files = files
        account = create_account(self.database, "Ada & Co", Contact(), at=datetime.now(UTC))
        self._scope = Scope(account, Environment.SANDBOX)
        self._entity = new_id("ent")

    def import_new(self) -> None:
        """All files, into an entity that has none of them. The first of them must be something new."""
        with self.database.visit(system(self._scope)) as visit:
            self._entity = create_entity(
                visit,
                self.database,
                name="Studio Lipa d.o.o.",
                country="SI",
                currency="EUR",
                locale="sl_SI",
                timezone="Europe/Ljubljana",
                client_access=ClientAccess.ENTITY,
            )
        if self._import_all()[0] is not Outcome.ADDED:
            raise BenchFailed("a new entity already had the first file")

    def import_again(self) -> None:
        """All files, into the entity that has them: nothing may be new."""
        if set(self._import_all()) != {Outcome.SAME_FILE}:
            raise BenchFailed("a second import of the same files added something")

    def _import_all(self) -> list[Outcome]:
        with self.database.visit(system(self._scope.within(self._entity))) as visit:
            return [
                import_einvoice(
                    visit, self._storage, name, data, limits=UNLIMITED, as_direction=Direction.ISSUED
                ).outcome
                for name, data in self._files.items()
            ]


def measure_imports(plan: Plan) -> ImportFigure:
    """The published samples where they lie beside the checkout, else samples of our own making."""
    files = {path.name: path.read_bytes() for path in sorted(PUBLISHED.glob("*")) if path.suffix.lower() == ".xml"}
    source = "published samples" if files else "generated samples"
    files = files or _generated()
    with tempfile.TemporaryDirectory() as folder:
        importer = Importer(Path(folder), files)
        try:
            taken = interleaved(
                {
                    "read": lambda: [read_einvoice(data) for data in files.values()],
                    "new": importer.import_new,
                    "again": importer.import_again,
                },
                plan.import_rounds,
                1,
            )
        finally:
            importer.database.close()
    ratios = [new / read for new, read in zip(taken["new"], taken["read"], strict=True)]
    per_second = {name: len(files) / median(seconds) for name, seconds in taken.items()}
    return ImportFigure(source, len(files), per_second["new"], per_second["again"], per_second["read"], median(ratios))


def _generated() -> dict[str, bytes]:
    kinds = (ubl_invoice, cii_invoice, ubl_credit_note)
    return {
        f"sample-{number:02d}.xml": kinds[number % len(kinds)](
            number=f"2026-{number:03d}",
            lines=tuple(SampleLine(name=f"Consulting {line}", quantity=str(line)) for line in range(1, 2 + number % 9)),
        )
        for number in range(_GENERATED)
    }
