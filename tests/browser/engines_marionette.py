"""Selenium's driver for a Firefox without geckodriver, which neither Debian nor PyPI has from its makers: the commands
go to the browser itself, over the protocol (Marionette) that geckodriver translates to."""

import json
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.command import Command
from selenium.webdriver.remote.remote_connection import RemoteConnection

START_SECONDS = 60.0
ANSWER_SECONDS = 120.0
_COMMANDS = {
    Command.NEW_SESSION: "WebDriver:NewSession",
    Command.GET: "WebDriver:Navigate",
    Command.REFRESH: "WebDriver:Refresh",
    Command.GO_BACK: "WebDriver:Back",
    Command.GET_CURRENT_URL: "WebDriver:GetCurrentURL",
    Command.W3C_GET_CURRENT_WINDOW_HANDLE: "WebDriver:GetWindowHandle",
    Command.W3C_GET_WINDOW_HANDLES: "WebDriver:GetWindowHandles",
    Command.SWITCH_TO_WINDOW: "WebDriver:SwitchToWindow",
    Command.SWITCH_TO_FRAME: "WebDriver:SwitchToFrame",
    Command.NEW_WINDOW: "WebDriver:NewWindow",
    Command.CLOSE: "WebDriver:CloseWindow",
    Command.FIND_ELEMENT: "WebDriver:FindElement",
    Command.FIND_ELEMENTS: "WebDriver:FindElements",
    Command.CLICK_ELEMENT: "WebDriver:ElementClick",
    Command.SEND_KEYS_TO_ELEMENT: "WebDriver:ElementSendKeys",
    Command.W3C_EXECUTE_SCRIPT: "WebDriver:ExecuteScript",
    Command.W3C_EXECUTE_SCRIPT_ASYNC: "WebDriver:ExecuteAsyncScript",
    Command.SET_TIMEOUTS: "WebDriver:SetTimeouts",
    Command.QUIT: "Marionette:Quit",
}


class Marionette(RemoteConnection):
    """A Firefox in a process of its own, over a profile in `folder`; answers Selenium's commands until `stop`."""

    def __init__(self, program: Path, folder: Path, preferences: dict[str, object]) -> None:
        # Never asked for anything: `execute` is all that the driver calls.
        super().__init__(client_config=ClientConfig("http://127.0.0.1"))
        self._numbers = 0
        # Port 0: the browser takes a free one and writes it into its profile.
        lines = (
            f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in {"marionette.port": 0, **preferences}.items()
        )
        (folder / "user.js").write_text("\n".join(lines), encoding="utf-8")
        self._process = subprocess.Popen(
            [program, "-headless", "--marionette", "-no-remote", "-profile", folder],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            self._socket = socket.create_connection(("127.0.0.1", self._port(folder)), timeout=ANSWER_SECONDS)
            self._stream = self._socket.makefile("rb")
            self._receive()
        except BaseException:
            self._process.kill()
            self._process.wait()
            raise

    def execute(self, command: str, params: dict[str, Any]) -> dict[str, Any]:
        """The browser's answer, as a driver's server would give it."""
        if command not in _COMMANDS:
            raise NotImplementedError(f"{command} has no line in {__name__}")
        self._numbers += 1
        told = json.dumps([0, self._numbers, _COMMANDS[command], _told(command, params)]).encode()
        self._socket.sendall(b"%d:%s" % (len(told), told))
        _, number, error, result = self._receive()
        assert number == self._numbers
        if error:
            return {"status": error["error"], "value": error}
        wrapped = isinstance(result, dict) and result.keys() == {"value"}
        return {"value": result["value"] if wrapped else result}

    def stop(self) -> None:
        """End the connection and wait for the browser to end, which `quit` of the driver has asked it to."""
        self._stream.close()
        self._socket.close()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _port(self, folder: Path) -> int:
        place = folder / "MarionetteActivePort"
        ends = time.monotonic() + START_SECONDS
        while time.monotonic() < ends and self._process.poll() is None:
            if place.exists() and (text := place.read_text(encoding="ascii").strip()):
                return int(text)
            time.sleep(0.05)
        raise RuntimeError("Firefox did not start, or does not listen to Marionette")

    def _receive(self) -> Any:
        digits = b""
        while (byte := self._stream.read(1)) != b":":
            if not byte:
                raise ConnectionError("Firefox has ended")
            digits += byte
        return json.loads(self._stream.read(int(digits)))


def _told(command: str, params: dict[str, Any]) -> dict[str, Any]:
    """The parameters where the two protocols differ."""
    match command:
        case Command.NEW_SESSION:
            # Pages are waited for by what they show; the browser would wait five seconds for one that a download keeps.
            return {"pageLoadStrategy": "none"}
        case Command.QUIT:
            return {"flags": ["eForceQuit"]}
        case Command.SWITCH_TO_FRAME if isinstance(params["id"], dict):
            return {"element": next(iter(params["id"].values()))}
        case _:
            return {name: value for name, value in params.items() if name != "sessionId"}
