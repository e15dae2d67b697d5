"""The programs in docs/examples, run as a firm would run them: each ends with a link that opens the portal."""

import re
import shutil
import sys
from pathlib import Path

import pytest

from tests.sdk.node import folder_with_packages, require_node, run_program, type_check
from tests.sdk.opening import open_link, token_in
from tests.support.commands import run, succeed
from tests.support.live import Live
from tests.support.needs import ROOT

EXAMPLES = ROOT / "docs" / "examples"
SDK = str(ROOT / "portal" / "sdk" / "src")


def opened(live: Live, printed: str) -> str:
    """The page behind the link in the last line, which begins with the portal's own address."""
    link = printed.splitlines()[-1]
    assert link.startswith(f"{live.origin}/embed?token="), link
    token = token_in(link)
    live.secrets.add(token)
    return open_link(live, token)


def test_the_python_program_takes_a_client_to_an_opened_portal(live: Live, account_key: str, tmp_path: Path) -> None:
    printed = succeed(
        sys.executable,
        EXAMPLES / "onboard.py",
        "eva@elm.example",
        folder=tmp_path,
        PORTAL_KEY=account_key,
        PORTAL_URL=live.origin,
        PYTHONPATH=SDK,
    )

    assert "Elm Studio" in opened(live, printed)
    # (7.5 × 64.50 + 20 × 1.20) × 1.22, less the 100 that were paid
    assert "619.46" in printed
    assert "Still owed: 519.46" in printed


def test_the_node_program_takes_a_client_to_an_opened_portal(live: Live, account_key: str, tmp_path: Path) -> None:
    shutil.copy(EXAMPLES / "onboard.mjs", folder_with_packages(tmp_path))

    program = tmp_path / "onboard.mjs"
    printed = run_program(program, "eva@birch.example", PORTAL_KEY=account_key, PORTAL_URL=live.origin)

    assert "Birch Bakery" in opened(live, printed)
    # (120 × 3.40 + 12) × 1.20
    assert "504.00 EUR" in printed
    assert "Still owed: 504.00" in printed


@pytest.mark.parametrize("program", ["onboard.py", "onboard.mjs"])
def test_a_refusal_is_a_sentence(address: str, tmp_path: Path, program: str) -> None:
    shutil.copy(EXAMPLES / program, folder_with_packages(tmp_path))
    interpreter = sys.executable if program.endswith(".py") else require_node()

    done = run(
        interpreter,
        program,
        "eva@elm.example",
        folder=tmp_path,
        PORTAL_KEY="sk_sandbox_wrong",
        PORTAL_URL=address,
        PYTHONPATH=SDK,
    )

    assert done.returncode == 1
    assert re.fullmatch(r".+ \(401 unauthorized; request \w+\)\n", done.stderr)


@pytest.mark.parametrize("program", ["onboard.py", "onboard.mjs"])
@pytest.mark.parametrize(
    ("words", "key", "address"),
    [
        ((), "sk_sandbox_x", "http://portal.localhost:9"),
        (("eva@elm.example",), "", "http://portal.localhost:9"),
        (("eva@elm.example",), "sk_sandbox_x", ""),
        (("eva",), "sk_sandbox_x", "http://portal.localhost:9"),
    ],
    ids=["no person", "no key", "no address", "no e-mail address"],
)
def test_what_is_missing_is_said_before_anything_is_made(
    tmp_path: Path, program: str, words: tuple[str, ...], key: str, address: str
) -> None:
    shutil.copy(EXAMPLES / program, folder_with_packages(tmp_path))
    interpreter = sys.executable if program.endswith(".py") else require_node()

    done = run(interpreter, program, *words, folder=tmp_path, PYTHONPATH=SDK, PORTAL_KEY=key, PORTAL_URL=address)

    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(rf"usage: PORTAL_KEY=.+ PORTAL_URL=.+ {re.escape(program)} PERSON@EXAMPLE\n", done.stderr)


def test_the_types_of_the_node_program_are_right(tmp_path: Path) -> None:
    shutil.copy(EXAMPLES / "onboard.mjs", folder_with_packages(tmp_path))
    type_check(tmp_path, "onboard.mjs")
