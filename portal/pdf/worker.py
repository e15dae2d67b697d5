"""The child process: draws one document after the other, under limits, and ends with its parent.

Started as `python -m portal.pdf.worker SOCKET PARENT CPU_SECONDS MEMORY_BYTES` by `portal.pdf.process`.
"""

import ctypes
import gc
import io
import logging
import math
import os
import pickle
import resource
import signal
import socket
import sys
import traceback

from portal.errors import RenderFailed
from portal.pdf import content, report_content
from portal.pdf.engine import prepare, render
from portal.pdf.wire import DONE, FAILED, READY, Broken, receive_frame, send_frame

_PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    """Serve jobs until the parent hangs up, or until one fails: a child that failed is not trusted with the next."""
    descriptor, parent, cpu_seconds, memory_bytes = (int(each) for each in arguments)
    _end_with(parent)
    _restrain(memory_bytes)
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    prepare()
    _collect_rarely()
    with socket.socket(fileno=descriptor) as connection:
        send_frame(connection, READY)
        going = True
        while going:
            job = receive_frame(connection)
            _arm_cpu_limit(cpu_seconds)
            answer = _answer(job)
            send_frame(connection, answer)
            going = answer.startswith(DONE)
            # Once the caller has its answer. A document's boxes point at each other: kept, those of some long ones came
            # to the memory limit, and the next document failed for what it had not done.
            gc.collect()


def _answer(job: bytes) -> bytes:
    # Whatever a document does to the renderer, the parent gets a sentence; the log must not get the document's text.
    try:
        return DONE + render(read(job))
    except RenderFailed as error:
        return FAILED + str(error).encode()
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{os.path.basename(place.filename)}:{place.lineno}"
        return FAILED + f"the renderer broke on this document ({type(error).__name__} in {where})".encode()


_CONTENT = frozenset({content.__name__, report_content.__name__})


class _ContentOnly(pickle.Unpickler):
    """Reads printed documents and nothing that could run code."""

    def find_class(self, module: str, name: str) -> object:
        if module in _CONTENT or (module, name) in {("datetime", "date"), ("decimal", "Decimal")}:
            return super().find_class(module, name)
        raise RenderFailed("the job is not a printed document")


def read(job: bytes) -> report_content.Printable:
    """The content in a pickled job; raises `RenderFailed`, having run nothing, when it holds anything else."""
    document = _ContentOnly(io.BytesIO(job)).load()
    if not isinstance(document, content.PrintedDocument | report_content.PrintedReport):
        raise RenderFailed("the job is not a printed document")
    return document


def _end_with(parent: int) -> None:
    """Die when the thread that started us does; the hang-up on the socket is the second line."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(0)


def _restrain(memory_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def _collect_rarely() -> None:
    """Look for garbage seldom: a document is a great many objects that all live until it is drawn.

    It saves a fifth of a long document's time; between documents all of it is looked for.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


def _arm_cpu_limit(seconds: int) -> None:
    """Allow this job its own seconds: the soft limit counts from the process's start, so it moves."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(usage.ru_utime + usage.ru_stime) + seconds, hard))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Broken:
        sys.exit(0)
