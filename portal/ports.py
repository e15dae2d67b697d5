"""Ports of this machine, looked at before anything is made or started."""

import errno
import socket

from portal.errors import SettingsRefused


def refuse_taken_port(host: str, port: int, setting: str) -> None:
    """Raise SettingsRefused, naming the setting, when the port cannot be listened on: most often it is taken."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            why = "is taken" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
            raise SettingsRefused(f"port {port} {why}; choose another: {setting}={port + 1}") from error
