"""The cache key of a rendered document: equal keys promise equal bytes."""

import dataclasses
import hashlib
import json
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib.metadata import version

from portal.errors import RenderFailed
from portal.pdf.report_content import Printable

_PACKAGES_THAT_SHAPE_BYTES = ("weasyprint", "pydyf", "fonttools", "jinja2", "segno", "babel", "pillow")


def digest(content: Printable) -> str:
    """The sha256, in hex, of the content, its template version and the versions of the libraries that draw it.

    Raises `RenderFailed` for text that is not Unicode (half a surrogate pair).
    """
    plain = {"content": dataclasses.asdict(content), "libraries": _library_versions()}
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)
    try:
        return hashlib.sha256(text.encode()).hexdigest()
    except UnicodeEncodeError as error:
        raise RenderFailed("the document contains text that is not valid Unicode") from error


@lru_cache(maxsize=1)
def _library_versions() -> dict[str, str]:
    return {package: version(package) for package in _PACKAGES_THAT_SHAPE_BYTES}


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    raise TypeError(f"{type(value).__name__} has no place in a printed document")
