"""`python -m bench [--quick]`: measure, print the tables, write `var/bench/results.json`."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TypeVar

from bench.chains import measure_chains
from bench.house import living_in
from bench.imports import measure_imports
from bench.openings import measure_openings
from bench.pages import hello_target, measure_pages, page_targets, stored_pdf_target
from bench.plan import FULL, QUICK, Plan
from bench.prints import measure_prints
from bench.report import Results, tables, this_machine
from bench.scoping import measure_scoping
from bench.serving import BenchFailed, serving

FOLDER = Path(__file__).resolve().parents[1] / "var" / "bench"

T = TypeVar("T")


def main() -> int:
    """Run one plan; 1 when a figure could not be taken."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="What the portal costs, as ratios in one run.")
    parser.add_argument("--quick", action="store_true", help="at most a minute, without the large database")
    quick = parser.parse_args().quick
    FOLDER.mkdir(parents=True, exist_ok=True)
    try:
        results = measure(QUICK if quick else FULL, "quick" if quick else "full")
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
        targets = [hello, *(target for house in houses for target in page_targets(house)), stored_pdf_target(houses[0])]
        return Results(
            machine=machine,
            plan=name,
            pages=_told("pages", lambda: measure_pages(targets, plan)),
            chains=_told("chains", lambda: measure_chains(houses, hello, plan)),
            prints=_told("first PDFs", lambda: measure_prints(houses[0], plan)),
            openings=_told("tokens", lambda: measure_openings(plan)),
            imports=_told("imports", lambda: measure_imports(plan)),
            scoping=_told("fence and wall", lambda: measure_scoping(houses[-1], plan)),
            seconds=round(time.monotonic() - began, 1),
        )


def _told(what: str, work: Callable[[], T]) -> T:
    """Do the work and say on standard error how long it took: a run is long, and silence looks like a hang."""
    began = time.monotonic()
    done = work()
    print(f"  {what}: {time.monotonic() - began:.1f} s", file=sys.stderr)
    return done


if __name__ == "__main__":
    sys.exit(main())
