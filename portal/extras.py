"""Packages that only some portals need: imported when a setting asks for them, and missed in words."""

from importlib import import_module
from types import ModuleType

from portal.errors import SettingsRefused


def load_extra(module: str, *, package: str, extra: str, setting: str) -> ModuleType:
    """The module, which needs a package of one of our extras. Raises SettingsRefused where that is not installed."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name != package:
            raise
        raise SettingsRefused(
            f"{setting} needs the package {package}, which is not installed: pip install 'client-portal[{extra}]'"
        ) from error
