"""Where templates, static files and configuration are: beside the package in a checkout, inside it once installed."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def resource(kind: str) -> Path:
    """The folder `templates`, `static` or `config`, wherever this copy of the portal keeps it."""
    installed = _PACKAGE / "_data" / kind
    return installed if installed.is_dir() else _PACKAGE.parent / kind


def template_root() -> Path:
    """The folder that template names are relative to."""
    return resource("templates")
