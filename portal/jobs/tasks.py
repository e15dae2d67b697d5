"""What passes between the worker and a handler: the task, its outcome, and how often it is tried."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from portal.database import Visit
from portal.jobs.tools import Tools
from portal.tenancy.fence import FencedSession

# The usual pauses between the attempts at a job.
BACK_OFF = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=5), timedelta(minutes=30))
Effect = Callable[[FencedSession], None]


@dataclass(frozen=True, slots=True)
class Task:
    """One attempt at a job; `attempt` counts from 1."""

    job_id: str
    kind: str
    subject: str | None
    parameters: dict[str, Any]
    attempt: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """`effect` is written with the end of the job, or not at all; `result` is kept for whoever asks about the job."""

    effect: Effect | None = None
    result: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Handler:
    """How one kind of job is done, as the system inside the job's scope.

    `run` does the slow work. What it writes itself, as an export its progress, may be written by two attempts; what
    must happen once is in the outcome's effect. It raises JobImpossible where another attempt cannot
    help; after any other error it is tried again after each pause of `back_off`, and then given up: `given_up` is
    written with that end and gets the last error's text.
    """

    run: Callable[[Visit, Tools, Task], Outcome]
    back_off: tuple[timedelta, ...] = BACK_OFF
    given_up: Callable[[Visit, FencedSession, Task, str], None] | None = None

    @property
    def most_attempts(self) -> int:
        return len(self.back_off) + 1
