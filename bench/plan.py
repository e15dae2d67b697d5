"""How much is measured: the whole of it, or a short run that only shows that everything still can be measured."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """A database to measure on. One entity is large, all others have the same number of documents."""

    name: str
    documents: int
    large: int
    small: int = 400


TEN_THOUSAND = Size(name="10k", documents=10_000, large=2_000)
# Of the days that documents lie in, three tenths are of this year, and one in twenty is an estimate.
A_YEAR_OF_1000 = Size(name="year-1k", documents=11_600, large=3_600)
A_YEAR_OF_10000 = Size(name="year-10k", documents=44_300, large=36_300)
A_MILLION = Size(name="1M", documents=1_000_000, large=200_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Sizes, rounds and seconds of one run. Every figure is a median over the rounds."""

    sizes: tuple[Size, ...]
    rounds: int
    burst_seconds: int
    alone_seconds: int
    chain_seconds: int
    prints: int
    openings: int
    import_rounds: int
    queries: int
    invoices: int
    """Calls a round."""
    issued: int
    """Invoices that all writers issue in each database, at least."""
    drawn_lines: tuple[int, ...]
    """How long the documents are whose drawing is compared."""
    registers: int
    """Rounds of the tables of many documents, and of the packs."""
    register_days: int
    """The documents of so many days are in those tables."""
    packs: tuple[Size, ...]
    """What the packs are of."""
    stored: int
    """Invoices a round that are issued at once and waited for."""
    checks: int
    """Checks a round of each kind."""


FULL = Plan(
    sizes=(TEN_THOUSAND, A_MILLION),
    rounds=5,
    burst_seconds=2,
    alone_seconds=1,
    chain_seconds=2,
    prints=3,
    openings=2_000,
    import_rounds=5,
    queries=150,
    invoices=20,
    issued=1_000,
    drawn_lines=(10, 110, 500),
    registers=3,
    # Half of the large entity's 200,000.
    register_days=550,
    packs=(A_YEAR_OF_1000, A_YEAR_OF_10000),
    stored=8,
    checks=5,
)
QUICK = Plan(
    sizes=(TEN_THOUSAND,),
    rounds=1,
    burst_seconds=1,
    alone_seconds=1,
    chain_seconds=1,
    prints=1,
    openings=300,
    import_rounds=1,
    queries=40,
    invoices=5,
    issued=48,
    drawn_lines=(10,),
    registers=1,
    register_days=550,
    packs=(A_YEAR_OF_1000,),
    stored=4,
    checks=1,
)
