"""The doctor names what is missing and how to mend it."""

from pathlib import Path

import pytest

from portal.pdf import doctor


def test_a_machine_that_prints_these_tests_lacks_nothing() -> None:
    assert doctor.missing() == ()


def test_missing_fonts_and_libraries_come_with_the_line_that_mends_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(doctor.FONTS, "No Such Font", "fonts-no-such")
    monkeypatch.setitem(doctor.LIBRARIES, "libno-such.so.0", "libno-such0")
    assert doctor.missing() == (
        "The library libno-such.so.0 is missing: apt-get install libno-such0",
        "The font No Such Font is missing: apt-get install fonts-no-such",
    )


def test_without_fontconfig_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert doctor.missing() == ("Fonts cannot be looked up without fc-match: apt-get install fontconfig",)
