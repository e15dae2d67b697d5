"""The portal's commands in processes of their own that need not import it first: forks of one that has.

Importing takes several times as long as most commands. `tests/test_packaging.py` and `tests/demo/test_run.py` start the
program as an operator does.
"""

import atexit
import json
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from tests.support.needs import ROOT

_SERVER = """
import json, os, sys
from importlib import import_module
from portal.cli import COMMANDS, group, main

for name in COMMANDS:
    group.get_command(None, name)
for line in sys.stdin:
    asked = json.loads(line)
    child = os.fork()
    if not child:
        code = 1
        try:
            os.environ.clear()
            os.environ.update(asked["variables"])
            os.chdir(asked["folder"])
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(os.open(asked["out"], os.O_WRONLY), 1)
            os.dup2(os.open(asked["err"], os.O_WRONLY), 2)
            sys.argv = ["portal", *asked["words"]]
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        except BaseException:
            import traceback
            traceback.print_exc()
        else:
            code = 0
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    _, status = os.waitpid(child, 0)
    print(os.waitstatus_to_exitcode(status), flush=True)
"""


def run_portal(*words: str, folder: Path, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """As `tests.support.commands.run` of the portal's command, with these variables and no others."""
    server = _server()
    assert server.stdin
    assert server.stdout
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as out, tempfile.NamedTemporaryFile("r") as err:
        asked = {"words": words, "folder": str(folder), "variables": variables, "out": out.name, "err": err.name}
        server.stdin.write(json.dumps(asked) + "\n")
        server.stdin.flush()
        code = int(server.stdout.readline())
        return subprocess.CompletedProcess(["portal", *words], code, out.read(), err.read())


@cache
def _server() -> "subprocess.Popen[str]":
    """One for this process and all its tests; it ends with its standard input."""
    server = subprocess.Popen(
        [sys.executable, "-c", _SERVER], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    atexit.register(_end, server)
    return server


def _end(server: "subprocess.Popen[str]") -> None:
    server.communicate()
