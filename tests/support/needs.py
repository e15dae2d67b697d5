"""What a test needs from the machine: missing, it is skipped with the line that installs it, and under CI it fails."""

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
# Debian keeps server programs of a versioned package out of PATH.
EXTRA_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/sbin")


def find_program(*names: str) -> Path | None:
    """The first of these names that can be run, or None; of several versions the newest."""
    for name in names:
        if found := shutil.which(name):
            return Path(found)
        for pattern in EXTRA_FOLDERS:
            folders = sorted(Path("/").glob(pattern.lstrip("/")), key=_version, reverse=True)
            if found := shutil.which(name, path=os.pathsep.join(map(str, folders))):
                return Path(found)
    return None


def require_program(*names: str, install: str) -> Path:
    """The first of these names that can be run; `install` is the line that a reader copies when none can."""
    return find_program(*names) or missing(f"{' or '.join(names)} is not installed; run: {install}")


def require_shared(*parts: str) -> Path:
    """A path in the folder beside the checkout. Skips without it, under CI too: a bare clone has none."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"no {'/'.join(('..', 'shared', *parts))} beside this checkout")
    return path


def missing(sentence: str) -> NoReturn:
    """Skip with this sentence, or fail with it under CI."""
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    pytest.skip(sentence)


def _version(folder: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in folder.parts if part.isdigit())
