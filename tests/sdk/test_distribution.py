"""The Python SDK as a distribution of its own: what it carries, and that it needs nothing of the server."""

import sys
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

from tests.support.commands import copy_of_checkout, succeed
from tests.support.needs import ROOT
from tests.support.source import Module, modules

SOURCES = modules("portal/sdk")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """Built with the pinned hatchling, without asking any index."""
    place = tmp_path_factory.mktemp("sdk")
    clone = copy_of_checkout(place / "clone")
    offline = ("--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", place)
    succeed(sys.executable, "-m", "pip", "wheel", *offline, clone / "portal" / "sdk", folder=place, timeout=300)
    (built,) = place.glob("*.whl")
    return zipfile.ZipFile(built)


@pytest.mark.slow
def test_the_wheel_carries_the_package_and_its_types(wheel: zipfile.ZipFile) -> None:
    names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    folder = ROOT / "portal" / "sdk" / "src"

    assert "portal_sdk/py.typed" in names
    assert names >= {module.path.relative_to(folder).as_posix() for module in SOURCES}
    assert {name.partition("/")[0] for name in names} == {"portal_sdk"}


@pytest.mark.slow
def test_the_wheel_needs_httpx_alone(wheel: zipfile.ZipFile) -> None:
    (name,) = [name for name in wheel.namelist() if name.endswith("/METADATA")]
    told = Parser().parsestr(wheel.read(name).decode())

    assert (told["Name"], told.get_all("Requires-Dist")) == ("portal-sdk", ["httpx>=0.28"])
    assert told["Requires-Python"] == ">=3.11"


@pytest.mark.parametrize("module", SOURCES, ids=lambda module: module.path.name)
def test_it_imports_itself_and_httpx(module: Module) -> None:
    imported = {each.root for each in module.imports if each.is_third_party} | {
        each.root for each in module.imports if each.root == "portal"
    }

    assert imported <= {"httpx"}


def test_both_sdks_have_one_version() -> None:
    project = tomllib.loads((ROOT / "portal/sdk/pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

    assert f'"version": "{project}"' in (ROOT / "static/sdk/package.json").read_text(encoding="utf-8")
    assert f'const VERSION = "{project}"' in (ROOT / "static/sdk/portal-sdk.js").read_text(encoding="utf-8")
    assert f"portal-sdk-python/{project}" in (ROOT / "portal/sdk/src/portal_sdk/transport.py").read_text("utf-8")


def test_the_types_are_the_apis_own(tmp_path: Path) -> None:
    succeed(sys.executable, ROOT / "config" / "setup" / "sdk_types.py", "--check", folder=tmp_path)
