"""From a bare clone to a running environment: the lock files, the set-up scripts, make's words and CI's run.

The whole way is gone once, by tests/test_packaging.py, which goes on with the environment.
"""

import re
import stat
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.commands import folder_of_programs, run, succeed
from tests.support.needs import ROOT, find_program, require_program

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SETUP = ROOT / "config" / "setup"
LOCKS = ("runtime", "extras", "dev")
TARGETS = ("help", "demo", "test", "check", "bench", "screens", "lock", "clean")


def lock_text(name: str) -> str:
    return (ROOT / "config" / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


def locked(name: str) -> dict[str, set[str]]:
    """Package to its pinned versions; one may have several, each for other Pythons."""
    pins: dict[str, set[str]] = {}
    for line in re.sub(r"\\\n\s*", "", lock_text(name)).splitlines():
        requirement = Requirement(line.partition("--hash")[0])
        (pin,) = requirement.specifier
        assert pin.operator == "==", line
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", line), line
        pins.setdefault(canonicalize_name(requirement.name), set()).add(pin.version)
    return pins


def declared(group: str) -> list[Requirement]:
    """The requirements of a dependency group, those of the groups that it includes among them."""
    found: list[Requirement] = []
    for entry in PROJECT["dependency-groups"][group]:
        found += declared(entry["include-group"]) if isinstance(entry, dict) else [Requirement(entry)]
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_names_hashes_and_no_place(name: str) -> None:
    assert set(re.findall(r"--[a-z-]+", lock_text(name))) == {"--hash"}
    assert [line for line in lock_text(name).splitlines() if "/" in line or "://" in line] == []
    assert locked(name)


def test_the_tests_run_with_what_is_served() -> None:
    for less, more in (("runtime", "extras"), ("extras", "dev")):
        served, tested = locked(less), locked(more)
        assert {name: versions for name, versions in served.items() if tested.get(name) != versions} == {}


@pytest.mark.parametrize(("name", "group"), [("runtime", "build"), ("extras", "build"), ("dev", "dev")])
def test_a_lock_file_is_not_behind_pyproject(name: str, group: str) -> None:
    pins = locked(name)
    wanted = [Requirement(line) for line in PROJECT["project"]["dependencies"]] + declared(group)
    if name != "runtime":
        wanted += [Requirement(line) for each in PROJECT["project"]["optional-dependencies"].values() for line in each]
    unmet = [
        str(requirement)
        for requirement in wanted
        if not any(map(requirement.specifier.contains, pins.get(canonicalize_name(requirement.name), ())))
    ]
    assert unmet == [], "run 'make lock'"


def test_without_a_python_that_is_new_enough_there_is_a_sentence(tmp_path: Path) -> None:
    programs = folder_of_programs(tmp_path / "programs", ["bash", "dirname", "cat", "cksum"])
    old = programs / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    done = run("bash", SETUP / "environment.sh", "runtime", folder=tmp_path, PATH=str(programs))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("No Python 3.11 or newer was found.")
    assert not (tmp_path / ".venv").exists()


def test_where_apt_may_not_run_the_exact_line_is_printed(tmp_path: Path) -> None:
    require_program("dpkg-query", install="this is for Debian and Ubuntu")
    done = run("bash", SETUP / "system.sh", "base-files", "portal-absent-1", folder=tmp_path, PORTAL_APT="no")
    assert (done.returncode, done.stdout) == (0, "")
    assert "apt-get install --yes --no-install-recommends portal-absent-1\n" in done.stderr


def test_where_nothing_is_missing_apt_is_not_even_asked(tmp_path: Path) -> None:
    require_program("dpkg-query", install="this is for Debian and Ubuntu")
    programs = folder_of_programs(tmp_path / "programs", ["bash", "dpkg-query"])
    asked = programs / "apt-get"
    asked.write_text("#!/bin/sh\nexit 9\n")
    asked.chmod(0o755)
    done = run("bash", SETUP / "system.sh", "base-files", folder=tmp_path, PATH=str(programs))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_on_another_system_the_set_up_goes_on(tmp_path: Path) -> None:
    programs = folder_of_programs(tmp_path / "programs", ["bash"])
    done = run("bash", SETUP / "system.sh", "runtime", folder=tmp_path, PATH=str(programs))
    assert done.returncode == 0
    assert "portal doctor" in done.stderr


def test_make_help_explains_every_target() -> None:
    make = require_program("make", install="apt-get install make")
    lines = succeed(make, "--no-print-directory", "help", folder=ROOT).splitlines()
    explained = {match[1]: match[2] for line in lines if (match := re.match(r"  make (\S+)\s+(\S.*)", line))}
    assert set(TARGETS) <= set(explained)


@pytest.mark.parametrize(("failing", "ending"), [("none", 0), ("check", 1), ("test", 1)])
def test_ci_runs_check_and_test_and_fails_with_either(tmp_path: Path, failing: str, ending: int) -> None:
    clone = tmp_path / "clone"
    for folder in (".ci", "config/setup"):
        (clone / folder).mkdir(parents=True)
    (clone / ".ci/run").write_bytes((ROOT / ".ci/run").read_bytes())
    for script in ("system.sh", "node.sh"):
        (clone / "config/setup" / script).write_text("exit 0\n")
    programs = folder_of_programs(tmp_path / "programs", ["bash", "dirname", "timeout"])
    stand_in = programs / "make"
    stand_in.write_text(f'#!/bin/sh\necho "made $1 with CI=$CI"\n[ "$1" != {failing} ]\n')
    stand_in.chmod(0o755)
    done = run("bash", ".ci/run", folder=clone, PATH=str(programs))
    assert (done.returncode, done.stderr) == (ending, "")
    assert re.findall(r"^made .*", done.stdout, re.MULTILINE) == ["made check with CI=true", "made test with CI=true"]
    assert (f"== failed: {failing} " in done.stdout) == bool(ending)


def test_the_scripts_can_be_run() -> None:
    for script in (ROOT / ".ci" / "run", *SETUP.glob("*.sh")):
        assert script.stat().st_mode & stat.S_IXUSR, script


def test_a_missing_program_skips_at_a_desk_and_fails_under_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    assert require_program("portal-absent-1", "sh", install="") == find_program("sh")
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="run: apt-get install absent"):
        require_program("portal-absent-1", install="apt-get install absent")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="run: apt-get install absent"):
        require_program("portal-absent-1", install="apt-get install absent")
