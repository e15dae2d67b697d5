"""A bare clone is set up, and its wheel put in its place: the command works away from the checkout and finds everything
it reads."""

import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.commands import copy_of_checkout, run, succeed
from tests.support.needs import ROOT

pytestmark = pytest.mark.slow

CARRIED = ("templates", "static", "config")


@dataclass(frozen=True, slots=True)
class SetUp:
    """A clone, and what its set-up said: the first time, again, and after the project had changed."""

    clone: Path
    first: str
    again: str
    imported: Path
    changed: str

    @property
    def binaries(self) -> Path:
        return self.clone / ".venv" / "bin"


@pytest.fixture(scope="module")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> SetUp:
    """In a folder whose name has a space, with this machine's own pip settings."""
    clone = copy_of_checkout(tmp_path_factory.mktemp("bare") / "a bare clone")

    def run_it() -> str:
        return succeed(
            "bash",
            "config/setup/environment.sh",
            "runtime",
            folder=clone,
            timeout=600,
            PIP_COMPILE="no",
            PYTHONDONTWRITEBYTECODE="1",
        )

    first, again = run_it(), run_it()
    where = succeed(
        clone / ".venv/bin/python",
        "-c",
        "import portal; print(portal.__file__)",
        folder=clone.parent,
        PYTHONDONTWRITEBYTECODE="1",
    )
    with (clone / "pyproject.toml").open("a", encoding="utf-8") as project:
        project.write("\n")
    return SetUp(clone, first, again, Path(where.strip()), run_it())


@pytest.fixture(scope="module")
def clone(set_up: SetUp) -> Path:
    """The checkout that the wheel is built from."""
    return set_up.clone


@pytest.fixture(scope="module")
def wheel(set_up: SetUp, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built with the pinned hatchling and without asking any index."""
    place = tmp_path_factory.mktemp("wheel")
    offline = ("--no-deps", "--no-build-isolation", "--no-index")
    command = (set_up.binaries / "python", "-m", "pip", "wheel", *offline, "--wheel-dir", place, set_up.clone)
    succeed(*command, folder=place)
    (built,) = place.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, set_up: SetUp) -> Path:
    """The folder of commands of the environment, in which the wheel has taken the checkout's place."""
    alone = ("--no-deps", "--no-index", "--force-reinstall")
    succeed(set_up.binaries / "python", "-m", "pip", "install", *alone, wheel, folder=wheel.parent)
    return set_up.binaries


def test_a_bare_clone_is_set_up_once(set_up: SetUp) -> None:
    assert "Installing config/requirements/runtime.txt" in set_up.first
    assert set_up.again == ""
    assert set_up.imported == set_up.clone / "portal" / "__init__.py"
    assert "Installing" in set_up.changed


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


def test_doctor_finds_what_the_wheel_brought(installed: Path, clone: Path, tmp_path: Path) -> None:
    """Doctor may well find weak settings in an empty folder; it must not miss a file nor look into a checkout."""
    done = run(installed / "portal", "doctor", folder=tmp_path)
    said = done.stdout + done.stderr
    assert done.returncode in {0, 1}, said
    assert said.strip()
    assert "Traceback" not in said
    assert str(ROOT) not in said
    assert str(clone) not in said


def test_the_module_is_the_installed_one(installed: Path, tmp_path: Path) -> None:
    where = succeed(installed / "python", "-c", "import portal; print(portal.__file__)", folder=tmp_path).strip()
    assert Path(where).is_relative_to(installed.parent)
