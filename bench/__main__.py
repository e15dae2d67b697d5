"""`python -m bench [--quick] [--issued N]`: measure, print the tables, write `var/bench/results.json`."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from bench.calls import measure_calls
from bench.chains import measure_chains
from bench.checking import measure_checking
from bench.drawing import measure_drawing
from bench.house import House, living_in, living_on
from bench.imports import measure_imports
from bench.invoices import measure_invoices
from bench.numbering import measure_numbering
from bench.openings import measure_openings
from bench.pages import hello_target, measure_pages, page_targets, stored_pdf_target
from bench.plan import FULL, QUICK, TEN_THOUSAND, Plan
from bench.postgres import running_postgres
from bench.prints import measure_prints
from bench.registers import measure_registers
from bench.report import Results, this_machine
from bench.scoping import measure_scoping
from bench.serving import BenchFailed, serving
from bench.tables import tables

FOLDER = Path(__file__).resolve().parents[1] / "var" / "bench"

T = TypeVar("T")


def main() -> int:
    """Run one plan; 1 when a figure could not be taken."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="What the portal costs, as ratios in one run.")
    parser.add_argument("--quick", action="store_true", help="about a minute, without the large database")
    parser.add_argument("--issued", type=int, metavar="N", help="so many invoices by the 16 writers, on each back end")
    asked = parser.parse_args()
    quick, plan = asked.quick, QUICK if asked.quick else FULL
    if asked.issued is not None:
        if asked.issued < 1:
            parser.error(f"--issued {asked.issued}: name at least one invoice")
        plan = replace(plan, issued=asked.issued)
    FOLDER.mkdir(parents=True, exist_ok=True)
    try:
        results = measure(plan, "quick" if quick else "full")
    except BenchFailed as failure:
        print("\n  ".join((f"bench: {failure}", *getattr(failure, "__notes__", ()))), file=sys.stderr)
        return 1
    results.save(FOLDER / ("quick.json" if quick else "results.json"))
    print("\n".join(tables(results)))
    return 0


def measure(plan: Plan, name: str) -> Results:
    """All figures, the servers of all of them running side by side and only one of them asked at a time."""
    machine, began = this_machine(), time.monotonic()
    with ExitStack() as stack:
        # Beside the cache and not in the system's folder for such, which may be in memory: databases belong on disk.
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="run-", dir=FOLDER)))
        hello = hello_target(stack.enter_context(serving("bench.hello", data_dir=folder / "hello")))
        houses = []
        for size in plan.sizes:
            place = living_in(size, FOLDER, folder / size.name)
            houses.append(_told(f"database and server: {size.name}", partial(stack.enter_context, place)))
        # Where PostgreSQL is not installed its tables say so, and all others are measured.
        with_postgres = [*houses, *_told("PostgreSQL", partial(_on_postgres, stack, folder))]
        pages = [target for house in with_postgres for target in page_targets(house)]
        targets = [hello, *pages, stored_pdf_target(houses[0])]
        both = [houses[0], *with_postgres[len(houses) :]]
        return Results(
            machine=machine,
            plan=name,
            pages=_told("pages", lambda: measure_pages(targets, plan)),
            chains=_told("chains", lambda: measure_chains(with_postgres, hello, plan)),
            calls=_told("API calls", lambda: measure_calls(hello, with_postgres, plan)),
            prints=_told("first PDFs", lambda: measure_prints(houses[0], plan)),
            drawing=_told("drawing", lambda: measure_drawing(houses[0], plan)),
            checking=_told("e-invoices", lambda: measure_checking(houses[0], plan)),
            registers=_told("tables", lambda: measure_registers(houses[-1], plan)),
            invoices=_told("invoices", lambda: measure_invoices(houses[0], folder, plan)),
            numbering=_told("numbers", lambda: measure_numbering(both, plan)),
            openings=_told("tokens", lambda: measure_openings(plan)),
            imports=_told("imports", lambda: measure_imports(plan)),
            scoping=_told("fence and wall", lambda: measure_scoping(houses[-1], plan)),
            seconds=round(time.monotonic() - began, 1),
        )


def _on_postgres(stack: ExitStack, folder: Path) -> list[House]:
    """A portal on a PostgreSQL of the run's own, where it is installed."""
    postgres = stack.enter_context(running_postgres())
    if postgres is None:
        return []
    return [stack.enter_context(living_on(postgres, TEN_THOUSAND, FOLDER, folder / "postgresql"))]


def _told(what: str, work: Callable[[], T]) -> T:
    """Do the work and say on standard error how long it took: a run is long, and silence looks like a hang."""
    began = time.monotonic()
    done = work()
    print(f"  {what}: {time.monotonic() - began:.1f} s", file=sys.stderr)
    return done


if __name__ == "__main__":
    sys.exit(main())
