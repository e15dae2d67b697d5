"""A child process that checks XML by schematron, under limits, until its parent closes the pipe.

Started as `python -m portal.einvoice.validation.child CPU_SECONDS MEMORY_BYTES`; the seconds are each request's.
In: a line of JSON `{"kind": …, "bytes": n}` and n bytes. Out: a line of JSON, the list of pairs of rule and sentence.
"""

import json
import math
import resource
import sys

from portal.einvoice.validation.saxon import Checker


def main() -> None:
    """Answer one request after the other."""
    cpu_seconds, memory_bytes = map(int, sys.argv[1:])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # The processor reserves 32 GB of addresses, which cost nothing; what counts is the memory it writes to.
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    checker = Checker()
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    while line := incoming.readline():
        _allow(cpu_seconds)
        head = json.loads(line)
        data = incoming.read(head["bytes"])
        outgoing.write(json.dumps(checker.failures(head["kind"], data)).encode() + b"\n")
        outgoing.flush()


def _allow(cpu_seconds: int) -> None:
    """Let this request have its own seconds: the soft limit counts from the process's start, so it moves."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(usage.ru_utime + usage.ru_stime) + cpu_seconds, hard))


if __name__ == "__main__":
    main()
