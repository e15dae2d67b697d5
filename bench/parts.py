"""The parts of a run: what each measures, on what, and how its figures are shown. Each can be run alone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bench.calls import measure_calls
from bench.chains import measure_chains
from bench.checking import measure_checking
from bench.drawing import measure_drawing
from bench.frames import measure_frames
from bench.imports import measure_imports
from bench.invoices import measure_invoices
from bench.numbering import measure_numbering
from bench.openings import measure_openings
from bench.packs import measure_packs
from bench.pages import measure_pages, page_targets, stored_pdf_target
from bench.paper_tables import (
    checking_table,
    drawing_table,
    packs_table,
    prints_table,
    registers_table,
    stored_table,
)
from bench.postgres import version_of_postgres
from bench.prints import measure_prints
from bench.registers import measure_registers
from bench.scoping import measure_scoping
from bench.site import Site
from bench.stored import measure_stored
from bench.tables import (
    calls_table,
    chains_table,
    frames_table,
    imports_table,
    invoices_table,
    numbering_table,
    pages_table,
    scoping_table,
    tokens_table,
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part; `table` takes what `measure` returns."""

    name: str
    measure: Callable[[Site], Any]
    table: Callable[[Any], Iterator[str]]


def _pages(site: Site) -> object:
    targets = [target for house in (*site.houses, *site.on_postgres) for target in page_targets(house)]
    return measure_pages([site.hello, *targets, stored_pdf_target(site.house)], site.plan)


PARTS = (
    Part("pages", _pages, pages_table),
    Part("chains", lambda it: measure_chains([*it.houses, *it.on_postgres], it.hello, it.plan), chains_table),
    Part("calls", lambda it: measure_calls(it.hello, [*it.houses, *it.on_postgres], it.plan), calls_table),
    Part("prints", lambda it: measure_prints(it.house, it.plan), prints_table),
    Part("stored", lambda it: measure_stored(it.house, it.plan), stored_table),
    Part("drawing", lambda it: measure_drawing(it.house, it.plan), drawing_table),
    Part("checking", lambda it: measure_checking(it.house, it.plan), checking_table),
    Part("registers", lambda it: measure_registers(it.large, it.plan), registers_table),
    Part("packs", lambda it: measure_packs(it.cache, it.folder, it.plan), packs_table),
    Part("invoices", lambda it: measure_invoices(it.house, it.folder, it.plan), invoices_table),
    Part(
        "numbering",
        lambda it: measure_numbering([it.house, *it.on_postgres], it.plan),
        lambda figures: numbering_table(figures, version_of_postgres()),
    ),
    Part("tokens", lambda it: measure_openings(it.plan), tokens_table),
    Part("frames", lambda it: measure_frames(it.plan), frames_table),
    Part("imports", lambda it: measure_imports(it.plan), imports_table),
    Part("scoping", lambda it: measure_scoping(it.large, it.plan), scoping_table),
)
