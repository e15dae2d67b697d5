"""Medians and percentiles, and functions timed in turns so that a busy moment of the machine hits all of them alike."""

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median

__all__ = ["interleaved", "median", "percentile"]


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that so many percent of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def interleaved(
    works: Mapping[str, Callable[[], object]], rounds: int, times: int, clock: Callable[[], float] = time.perf_counter
) -> dict[str, list[float]]:
    """Seconds a call, one figure a round: in each round every work is called so many times, one work after the other.

    Each has been called once before, so that no figure holds what only a first call costs.
    """
    taken: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        work()
    for _ in range(rounds):
        for name, work in works.items():
            gc.collect()
            began = clock()
            for _ in range(times):
                work()
            taken[name].append((clock() - began) / times)
    return taken
