"""`python -m bench [--quick] [--issued N] [PART …]`: measure; print and keep the figures of each part as it is done."""

import argparse
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from bench.parts import PARTS, Part
from bench.plan import FULL, QUICK, Plan
from bench.report import Results, this_machine
from bench.serving import BenchFailed
from bench.site import Site
from bench.tables import head

FOLDER = Path(__file__).resolve().parents[1] / "var" / "bench"


def main() -> int:
    """Run one plan, or some of its parts; 1 when a figure could not be taken, and all others are kept."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="What the portal costs, as ratios in one run.")
    parser.add_argument("--quick", action="store_true", help="about a minute, without the large database")
    parser.add_argument("--issued", type=int, metavar="N", help="so many invoices by the 16 writers, on each back end")
    names = [part.name for part in PARTS]
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"only these, of: {', '.join(names)}")
    asked = parser.parse_args()
    plan = QUICK if asked.quick else FULL
    if asked.issued is not None:
        if asked.issued < 1:
            parser.error(f"--issued {asked.issued}: name at least one invoice")
        plan = replace(plan, issued=asked.issued)
    if odd := [name for name in asked.parts if name not in names]:
        parser.error(f"{odd[0]}: no such part; there are {', '.join(names)}")
    parts = [part for part in PARTS if part.name in (asked.parts or names)]
    return run(parts, plan, file_name(asked.parts, quick=asked.quick))


def file_name(parts: Sequence[str], *, quick: bool) -> str:
    """Where the figures are kept: those of some parts alone do not replace those of all."""
    return "-".join((*sorted(set(parts)), "quick" if quick else "results")) + ".json"


def run(parts: Sequence[Part], plan: Plan, name: str, folder: Path = FOLDER) -> int:
    """The parts one after the other. One that fails says so, and the others are measured all the same."""
    folder.mkdir(parents=True, exist_ok=True)
    results = Results(this_machine(), "quick" if plan is QUICK else "full", folder / name)
    print("\n".join(head(results.machine, results.plan)), flush=True)
    with ExitStack() as stack:
        # Beside the cache and not in the system's folder for such, which may be in memory: databases belong on disk.
        own = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="run-", dir=folder)))
        site = Site(plan, stack, folder, own)
        for part in parts:
            _run_part(part, site, results)
    if results.failed:
        print(f"bench: {', '.join(results.failed)} failed; the others are in {results.path}", file=sys.stderr)
    return 1 if results.failed else 0


def _run_part(part: Part, site: Site, results: Results) -> None:
    """Measure it, show it, keep it; and say on standard error how long it took: silence looks like a hang."""
    began = time.monotonic()
    try:
        figures = part.measure(site)
    except Exception as error:
        # Whatever it is: an hour of other figures hangs on going on.
        results.fail(part.name, f"{type(error).__name__}: {error}")
        if not isinstance(error, BenchFailed):
            traceback.print_exc()
        told = (f"bench: {part.name}: {type(error).__name__}: {error}", *getattr(error, "__notes__", ()))
        print("\n  ".join(told), file=sys.stderr, flush=True)
        return
    seconds = time.monotonic() - began
    results.add(part.name, figures, seconds)
    print("", *part.table(figures), sep="\n", flush=True)
    print(f"  {part.name}: {seconds:.1f} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
