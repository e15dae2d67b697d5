"""`portal worker`: background work in a process of its own, beside `portal serve` or on another machine."""

import os
import signal
import threading

import click

from portal.cli.opening import opened
from portal.jobs.tools import Tools
from portal.jobs.worker import Worker
from portal.logs import set_up_logs


@click.command(name="worker")
@click.option("--with-parent", type=int, hidden=True, help="End when this process is no longer the parent.")
def command(with_parent: int | None) -> None:
    """Do background work until told to stop: PDFs of long documents, exports, checks of e-invoices, mail, webhooks,
    clearing up. What is begun is finished."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stop.set())
    set_up_logs()
    with opened() as (settings, database):
        database.refuse_powerful_role()
        tools = Tools.of(settings, settings.job_threads)
        try:
            Worker(tools, tools.bell).run(
                stop, settings.job_threads, alone=lambda: with_parent is not None and os.getppid() != with_parent
            )
        finally:
            tools.close()
