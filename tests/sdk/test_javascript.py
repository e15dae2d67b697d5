"""The JavaScript SDK's own tests, under Node; and its types, under the compiler."""

import re

from tests.sdk.node import require_node, require_packages, type_check
from tests.support.commands import run
from tests.support.needs import ROOT

NODE_TESTS = ROOT / "tests" / "node"


def test_the_tests_in_node_pass() -> None:
    files = sorted(path.name for path in NODE_TESTS.glob("*.test.mjs"))
    done = run(require_node(), "--test", "--test-reporter=tap", *files, folder=NODE_TESTS, timeout=120)

    assert done.returncode == 0, done.stdout
    counted = re.search(r"^# pass (\d+)", done.stdout, re.MULTILINE)
    assert counted is not None
    assert int(counted[1]) > 50
    assert re.search(r"^# skipped 0$", done.stdout, re.MULTILINE)


def test_the_types_are_what_the_calls_need() -> None:
    require_packages()
    type_check(NODE_TESTS, "types.ts")


def test_the_module_depends_on_nothing() -> None:
    source = (ROOT / "static" / "sdk" / "portal-sdk.js").read_text(encoding="utf-8")

    assert re.findall(r"^\s*import\b|\bimport\s*\(|\brequire\s*\(", source, re.MULTILINE) == []
    assert "node:" not in source
    assert "process." not in source
