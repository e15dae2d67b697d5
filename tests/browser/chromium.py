"""Chromium as people run it: with a profile whose cookie settings are chosen, or bare, for many contexts."""

import enum
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Playwright

from tests.support.needs import require_program

ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


class Cookies(enum.Enum):
    """What a profile does with cookies. Debian's Chromium blocks third parties' unless told otherwise."""

    THIRD_PARTY_ALLOWED = "third-party-allowed"
    THIRD_PARTY_BLOCKED = "third-party-blocked"
    ALL_BLOCKED = "all-blocked"


_PREFERENCES: dict[Cookies, dict[str, object]] = {
    Cookies.THIRD_PARTY_ALLOWED: {"cookie_controls_mode": 2},
    Cookies.THIRD_PARTY_BLOCKED: {"cookie_controls_mode": 1},
    Cookies.ALL_BLOCKED: {"default_content_setting_values": {"cookies": 2}},
}


def find_chromium() -> Path:
    """The program; skips the test without it, and fails it under CI."""
    return require_program("chromium", "chromium-browser", "google-chrome", install="apt-get install -y chromium")


def launch(playwright: Playwright) -> Browser:
    """A browser for as many separate contexts as one likes, with the driver's usual settings."""
    return playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))


@contextmanager
def profile(playwright: Playwright, folder: Path, cookies: Cookies) -> Iterator[BrowserContext]:
    """A browser with a profile of its own and none of the driver's settings: those change how frames store."""
    preferences = folder / "Default" / "Preferences"
    preferences.parent.mkdir(parents=True)
    preferences.write_text(json.dumps({"profile": _PREFERENCES[cookies]}), encoding="utf-8")
    context = playwright.chromium.launch_persistent_context(
        folder,
        executable_path=find_chromium(),
        ignore_default_args=True,
        args=[*ARGUMENTS, "--remote-debugging-pipe", f"--user-data-dir={folder}", "about:blank"],
        accept_downloads=True,
    )
    try:
        yield context
    finally:
        context.close()
