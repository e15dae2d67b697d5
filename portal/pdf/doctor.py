"""What the machine lacks for printing, in sentences with the line that mends it. Needs none of it to run."""

import ctypes
import shutil
import subprocess

FONTS = {"Noto Sans": "fonts-noto-core", "DejaVu Sans": "fonts-dejavu-core"}
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}


def missing() -> tuple[str, ...]:
    """One sentence for each font or library that PDFs need and the machine does not have; empty when all is well."""
    libraries = [
        f"The library {library} is missing: apt-get install {package}"
        for library, package in LIBRARIES.items()
        if not _loads(library)
    ]
    finder = shutil.which("fc-match")
    if finder is None:
        return (*libraries, "Fonts cannot be looked up without fc-match: apt-get install fontconfig")
    fonts = [
        f"The font {font} is missing: apt-get install {package}"
        for font, package in FONTS.items()
        if not _has_font(finder, font)
    ]
    return (*libraries, *fonts)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_font(finder: str, family: str) -> bool:
    # fc-match always names some font; only the same family back means that it is there.
    found = subprocess.run(
        [finder, "--format=%{family}", family], capture_output=True, text=True, timeout=30, check=False
    )
    return family in found.stdout.split(",")
