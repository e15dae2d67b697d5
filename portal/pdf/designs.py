"""The designs of the paper, and the template version by which an issued document keeps the one it was issued in."""

import enum

from portal.errors import RenderFailed


class Design(enum.StrEnum):
    """What an entity can choose from."""

    CLASSIC = "classic"
    MODERN = "modern"


DEFAULT_DESIGN = Design.CLASSIC

# By what was frozen with a document. Version 1 had one design; what was issued in it and never drawn gets the next.
_DESIGNS = {"1": Design.CLASSIC} | {f"2-{design}": design for design in Design}


def template_version(design: Design) -> str:
    """What is frozen with a document that is issued in this design today."""
    return f"2-{design}"


def design_of(version: str) -> Design:
    """The design of a template version; raises `RenderFailed` for one that is not known here."""
    try:
        return _DESIGNS[version]
    except KeyError as error:
        known = ", ".join(_DESIGNS)
        raise RenderFailed(f"template version {version[:20]!r} is not known; there are {known}") from error
