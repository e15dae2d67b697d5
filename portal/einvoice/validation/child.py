"""A child process that checks XML by schematron until its parent closes the pipe: `python -m` this module.

In: a line of JSON `{"kind": …, "bytes": n}` and n bytes. Out: a line of JSON, the list of pairs of rule and sentence.
"""

import json
import sys

from portal.einvoice.validation.saxon import Checker


def main() -> None:
    """Answer one request after the other."""
    checker = Checker()
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    while line := incoming.readline():
        head = json.loads(line)
        data = incoming.read(head["bytes"])
        outgoing.write(json.dumps(checker.failures(head["kind"], data)).encode() + b"\n")
        outgoing.flush()


if __name__ == "__main__":
    main()
