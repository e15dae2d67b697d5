"""Run as a program: a worker that tells on standard output what it begins, and may be told to hang in the middle."""

import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

from portal.database import Visit
from portal.jobs.tasks import Outcome, Task
from portal.jobs.tools import Tools
from portal.jobs.waking import WakeFile
from portal.jobs.worker import Worker
from portal.settings import load
from portal.tenancy.fence import FencedSession
from tests.jobs.support import add_mark, doing

SECONDS = 0.02


def main(how: str, url: str, folder: str, lease: str) -> None:
    """`how` is where to hang for ever: in the `work`, in the `effect`, or `not` at all, ending when all is done."""
    settings = load({"PORTAL_DATA_DIR": folder, "PORTAL_DATABASE_URL": url})
    tools = Tools.of(settings, 2)
    stop = threading.Event()

    def run(visit: Visit, _tools: Tools, task: Task) -> Outcome:
        print(f"began {task.parameters['name']} {task.attempt}", flush=True)
        if how == "work":
            time.sleep(600)
        time.sleep(SECONDS)

        def effect(writing: FencedSession) -> None:
            add_mark(visit, writing, task.parameters["name"])
            writing.flush()
            if how == "effect":
                print("wrote", flush=True)
                time.sleep(600)

        return Outcome(effect)

    worker = Worker(tools, WakeFile(Path(folder)), handlers=doing(run), lease=timedelta(seconds=float(lease)))
    if how == "not":
        threading.Thread(target=stop_when_told, args=(stop,), daemon=True).start()
    worker.run(stop, 2)
    tools.close()


def stop_when_told(stop: threading.Event) -> None:
    """At the end of standard input."""
    sys.stdin.read()
    stop.set()


if __name__ == "__main__":
    main(*sys.argv[1:])
