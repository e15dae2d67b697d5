"""Figure 3: the whole chain from a link that is asked for to the list that is shown, with all its commits."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count, cycle

from bench.browser import STEPS, Browser, Opened
from bench.house import House
from bench.load import Target, burst
from bench.plan import Plan
from bench.timing import median, percentile

VISITORS = 4


@dataclass(frozen=True, slots=True)
class ChainFigure:
    """Chains of one issued link and four requests; issue, exchange and check commit. Milliseconds, but `per_second`."""

    name: str
    per_second: float
    times_hello: float
    p50: float
    p99: float
    steps: dict[str, float]
    """The median of each step."""


class Visitors:
    """So many at once, each with a browser of its own, spread over the small entities."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._issuers = cycle([house.issuer(entity) for entity in house.stock.small])
        self._lock = threading.Lock()

    def come(self, seconds: float) -> tuple[float, list[Opened]]:
        """Chains per second over the time, and what each of them was."""
        opened: list[Opened] = []
        failures: list[BaseException] = []
        began = time.perf_counter()
        until = began + seconds
        threads = [threading.Thread(target=self._visit, args=(until, opened, failures)) for _ in range(VISITORS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failures:
            raise failures[0]
        return len(opened) / (time.perf_counter() - began), opened

    def _visit(self, until: float, opened: list[Opened], failures: list[BaseException]) -> None:
        try:
            with Browser(self._house.server.origin) as browser:
                for _ in count():
                    opened.append(browser.open_link(self._next_issuer()))
                    if time.perf_counter() >= until:
                        return
        except Exception as failure:
            failures.append(failure)

    def _next_issuer(self) -> Callable[[], str]:
        with self._lock:
            return next(self._issuers)


def measure_chains(houses: Sequence[House], hello: Target, plan: Plan) -> list[ChainFigure]:
    """In each round a burst of hellos, then the chains of each database."""
    visitors = {house.name: Visitors(house) for house in houses}
    rates: dict[str, list[float]] = {name: [] for name in visitors}
    chains: dict[str, list[Opened]] = {name: [] for name in visitors}
    ratios: dict[str, list[float]] = {name: [] for name in visitors}
    for _ in range(plan.rounds):
        hellos = burst(hello, plan.alone_seconds).per_second
        for name, group in visitors.items():
            rate, opened = group.come(plan.chain_seconds)
            rates[name].append(rate)
            ratios[name].append(hellos / rate)
            chains[name].extend(opened)
    return [_figure(name, rates[name], ratios[name], chains[name]) for name in visitors]


def _figure(name: str, rates: Sequence[float], ratios: Sequence[float], chains: Sequence[Opened]) -> ChainFigure:
    whole = [sum(chain.took.values()) * 1000 for chain in chains]
    steps = {step: median([chain.took[step] * 1000 for chain in chains]) for step in STEPS}
    return ChainFigure(
        f"link to list, {name}",
        median(rates),
        median(ratios),
        percentile(whole, 50),
        percentile(whole, 99),
        steps,
    )
