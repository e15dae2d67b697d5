"""Work in a process that did nothing else, so that its memory and its CPU are its own."""

import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Apart:
    """What a process came to: what the work returned, seconds by the clock and of CPU, and the most megabytes that it
    took beyond what it began with."""

    result: Any
    seconds: float
    cpu_seconds: float
    peak_mb: float


def apart(work: Callable[..., object], *arguments: object) -> Apart:
    """Do the work in a new process. Both it and its arguments have to be picklable."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measured, (work, arguments))


def _measured(work: Callable[..., object], arguments: tuple[object, ...]) -> Apart:
    memory, cpu, began = _memory("VmRSS"), time.process_time(), time.perf_counter()
    result = work(*arguments)
    seconds, used = time.perf_counter() - began, time.process_time() - cpu
    return Apart(result, seconds, used, _memory("VmHWM") - memory)


def _memory(of: str) -> float:
    """Megabytes, by the kernel; rusage would tell of the process that this one was made by."""
    (line,) = [each for each in Path("/proc/self/status").read_text(encoding="ascii").splitlines() if of in each]
    return int(line.split()[1]) / 1000
