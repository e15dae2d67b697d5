"""The wheel in an environment of its own: the command works away from the checkout and finds everything it reads."""

import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.support.commands import copy_of_checkout, run, succeed
from tests.support.needs import ROOT

pytestmark = pytest.mark.slow

CARRIED = ("templates", "static", "config")


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_checkout(tmp_path_factory.mktemp("clone"))


@pytest.fixture(scope="module")
def empty_environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment that holds what the runtime lock names, each file checked by its hash."""
    place = tmp_path_factory.mktemp("environment")
    succeed(sys.executable, "-m", "venv", place / "venv", folder=place)
    binaries = place / "venv" / "bin"
    lock = ROOT / "config" / "requirements" / "runtime.txt"
    pinned = ("--require-hashes", "--only-binary=:all:", "--requirement", lock)
    succeed(binaries / "python", "-m", "pip", "install", "--quiet", *pinned, folder=place, timeout=600)
    return binaries


@pytest.fixture(scope="module")
def wheel(clone: Path, empty_environment: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built with the pinned hatchling and without asking any index."""
    place = tmp_path_factory.mktemp("wheel")
    offline = ("--no-deps", "--no-build-isolation", "--no-index")
    succeed(empty_environment / "python", "-m", "pip", "wheel", *offline, "--wheel-dir", place, clone, folder=place)
    (built,) = place.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, empty_environment: Path) -> Path:
    """The folder of commands of an environment into which the wheel was installed."""
    alone = ("--no-deps", "--no-index")
    succeed(empty_environment / "python", "-m", "pip", "install", *alone, wheel, folder=wheel.parent)
    return empty_environment


def test_the_wheel_carries_every_file_the_portal_reads(wheel: Path, clone: Path) -> None:
    carried = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        f"portal/_data/{path.relative_to(clone).as_posix()}"
        for folder in CARRIED
        for path in (clone / folder).rglob("*")
        if path.is_file()
    }
    package = (path for path in (clone / "portal").rglob("*") if path.is_file())
    wanted |= {path.relative_to(clone).as_posix() for path in package if "sdk" not in path.relative_to(clone).parts}
    assert wanted - carried == set()


def test_the_wheel_carries_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0] for name in names if ".dist-info/" not in name} == {"portal"}
    assert [name for name in names if name.startswith("portal/sdk/") or "__pycache__" in name] == []


def test_the_environment_is_complete_and_agrees_with_itself(installed: Path) -> None:
    assert "No broken requirements" in succeed(installed / "python", "-m", "pip", "check", folder=installed)


def test_every_command_is_there_away_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    for script in scripts:
        assert "Usage" in succeed(installed / script, "--help", folder=tmp_path)


def test_doctor_finds_what_the_wheel_brought(installed: Path, tmp_path: Path) -> None:
    """Doctor may well find weak settings in an empty folder; it must not miss a file nor look into a checkout."""
    done = run(installed / "portal", "doctor", folder=tmp_path)
    said = done.stdout + done.stderr
    assert done.returncode in {0, 1}, said
    assert said.strip()
    assert "Traceback" not in said
    assert str(ROOT) not in said


def test_the_module_is_the_installed_one(installed: Path, tmp_path: Path) -> None:
    where = succeed(installed / "python", "-c", "import portal; print(portal.__file__)", folder=tmp_path).strip()
    assert Path(where).is_relative_to(installed.parent)
