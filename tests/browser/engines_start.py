"""Three engines as people have them set: each configuration by name, what the portal does there, and how it starts."""

import enum
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service as ChromeService
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.file_detector import UselessFileDetector
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.webkitgtk.options import Options as WebKitOptions
from selenium.webdriver.webkitgtk.service import Service as WebKitService

from tests.browser.chromium import ARGUMENTS, find_chromium
from tests.browser.engines_marionette import Marionette
from tests.support.needs import missing, require_program

WEBKIT_INSTALL = "apt-get install -y webkit2gtk-driver libwebkit2gtk-4.1-0 xvfb"


class Mode(enum.Enum):
    """How a framed session is kept: in a cookie of its slot, or by a handle in its address."""

    COOKIE = "w"
    ADDRESS = "u"


class TopLevel(enum.Enum):
    """What becomes of a link that is opened in a tab, on the rig without TLS."""

    OPENS = "opens"
    COOKIES_BLOCKED = "cookies blocked"


@dataclass(frozen=True, slots=True)
class Configuration:
    """One engine, set in one way."""

    name: str
    engine: str
    mode: Mode
    top_level: TopLevel = TopLevel.OPENS
    whole: bool = False
    """Whether what no other setting of this engine and mode changes is looked at here, too."""
    settings: dict[str, object] = field(default_factory=dict)
    """Chromium: preferences of the profile. Firefox: of about:config. WebKitGTK: arguments, each with True."""

    def __str__(self) -> str:
        return self.name


# Debian's Chromium blocks third parties' cookies unless told otherwise, so each says which it means.
CONFIGURATIONS = (
    Configuration("chromium", "chromium", Mode.COOKIE, whole=True, settings={"profile.cookie_controls_mode": 2}),
    Configuration(
        "chromium-third-party-blocked", "chromium", Mode.COOKIE, settings={"profile.cookie_controls_mode": 1}
    ),
    Configuration(
        "chromium-all-blocked",
        "chromium",
        Mode.ADDRESS,
        TopLevel.COOKIES_BLOCKED,
        whole=True,
        settings={"profile.default_content_setting_values.cookies": 2},
    ),
    Configuration("firefox", "firefox", Mode.COOKIE, whole=True),
    Configuration(
        "firefox-third-party-blocked",
        "firefox",
        Mode.ADDRESS,
        whole=True,
        settings={"network.cookie.cookieBehavior": 1},
    ),
    Configuration("firefox-strict", "firefox", Mode.COOKIE, settings={"browser.contentblocking.category": "strict"}),
    Configuration("firefox-private", "firefox", Mode.COOKIE, settings={"browser.privatebrowsing.autostart": True}),
    # What Firefox becomes without partitions of its own accord: only a cookie that asks for one is kept.
    Configuration(
        "firefox-opt-in",
        "firefox",
        Mode.COOKIE,
        settings={"network.cookie.cookieBehavior.optInPartitioning": True},
    ),
    # Takes no cookie in a third party's frame, and none that is Secure over plain http, loopback or not.
    Configuration("webkit", "webkit", Mode.ADDRESS, TopLevel.COOKIES_BLOCKED, whole=True),
    Configuration("webkit-itp", "webkit", Mode.ADDRESS, TopLevel.COOKIES_BLOCKED, settings={"--enable-itp": True}),
)


@contextmanager
def display() -> Iterator[str]:
    """A screen in memory, for WebKitGTK's browser, which has no headless mode."""
    program = require_program("Xvfb", install=WEBKIT_INSTALL)
    reading, writing = os.pipe()
    process = subprocess.Popen(
        [program, "-displayfd", str(writing), "-screen", "0", "1280x1000x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading, encoding="ascii") as told:
            number = told.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        yield f":{number}"
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextmanager
def started(configuration: Configuration, folder: Path) -> Iterator[WebDriver]:
    """The browser with a profile of its own below `folder`, what it downloads goes to `folder/downloads`."""
    (folder / "downloads").mkdir()
    (folder / "profile").mkdir()
    begin = {"chromium": _chromium, "firefox": _firefox, "webkit": _webkit}[configuration.engine]
    with begin(configuration.settings, folder) as driver:
        # A file that is chosen is on this machine already.
        driver.file_detector = UselessFileDetector()
        driver.set_script_timeout(30)
        driver.set_page_load_timeout(60)
        yield driver


@contextmanager
def _chromium(settings: dict[str, object], folder: Path) -> Iterator[WebDriver]:
    driver_program = require_program("chromedriver", install="apt-get install -y chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = str(find_chromium())
    # Pages are waited for by what they show: the driver would wait for ever for one whose frame became a PDF.
    options.page_load_strategy = "none"
    for argument in (*ARGUMENTS, f"--user-data-dir={folder / 'profile'}", "--window-size=1280,1000"):
        options.add_argument(argument)
    saving = {"download.default_directory": str(folder / "downloads"), "download.prompt_for_download": False}
    options.add_experimental_option("prefs", {**saving, **settings})
    driver = webdriver.Chrome(options, ChromeService(str(driver_program), log_output=subprocess.DEVNULL))
    try:
        yield driver
    finally:
        driver.quit()


@contextmanager
def _firefox(settings: dict[str, object], folder: Path) -> Iterator[WebDriver]:
    program = require_program("firefox-esr", "firefox", install="apt-get install -y firefox-esr")
    saving = {"browser.download.folderList": 2, "browser.download.dir": str(folder / "downloads")}
    # A PDF that is to be saved is saved, and not shown in a tab of its own as well.
    saving |= {
        "browser.download.open_pdf_attachments_inline": False,
        "browser.download.always_ask_before_handling_new_types": False,
    }
    browser = Marionette(program, folder / "profile", {**saving, **settings})
    try:
        driver = WebDriver(browser, options=webdriver.FirefoxOptions())
        try:
            yield driver
        finally:
            driver.quit()
    finally:
        browser.stop()


@contextmanager
def _webkit(settings: dict[str, object], folder: Path) -> Iterator[WebDriver]:
    driver_program = require_program("WebKitWebDriver", install=WEBKIT_INSTALL)
    browsers = sorted(Path("/usr").glob("lib*/**/webkit2gtk-4.1/MiniBrowser"))
    if not browsers:
        missing(f"WebKitGTK's MiniBrowser is not installed; run: {WEBKIT_INSTALL}")
    options = WebKitOptions()
    options.binary_location = str(browsers[0])
    for argument in ("--automation", *settings):
        options.add_argument(argument)
    with display() as screen:
        own = {
            "DISPLAY": screen,
            "HOME": str(folder),
            "GSETTINGS_BACKEND": "memory",
            "NO_AT_BRIDGE": "1",
            "LANGUAGE": "en",
        }
        own |= {f"XDG_{kind}_HOME": str(folder / "profile") for kind in ("CONFIG", "CACHE", "DATA", "STATE")}
        inherited = {k: v for k, v in os.environ.items() if k not in ("WAYLAND_DISPLAY", "XAUTHORITY")}
        (folder / "profile" / "user-dirs.dirs").write_text(
            f'XDG_DOWNLOAD_DIR="{folder / "downloads"}"\n', encoding="utf-8"
        )
        service = WebKitService(str(driver_program), log_output=subprocess.DEVNULL, env=inherited | own)
        service.start()
        try:
            # Not Selenium's class for WebKitGTK, which names the address in a way that Selenium itself warns of.
            driver = WebDriver(RemoteConnection(client_config=ClientConfig(service.service_url)), options=options)
            try:
                yield driver
            finally:
                driver.quit()
        finally:
            service.stop()
