"""Processes that work at once, each an interpreter of its own that has everything imported already."""

import multiprocessing
from collections.abc import Callable
from typing import Any, TypeVar

Answer = TypeVar("Answer")
# Imported once, by the process that all others are forked from: in each of them it would take a second of CPU.
_IMPORTED = ["tests.links.test_race", "tests.services.test_activity", "tests.tenancy.counting"]


def at_once(processes: int, work: Callable[..., Answer], *arguments: Any) -> list[Answer]:
    """What came of this work in so many processes that begin together; an error in one of them is raised here.

    None is forked from this process: they share no connection and no lock with it, nor with each other.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_IMPORTED)
    together = context.Barrier(processes)
    with context.Pool(processes, together.wait, (60,)) as pool:
        return pool.starmap(work, [arguments] * processes, chunksize=1)
