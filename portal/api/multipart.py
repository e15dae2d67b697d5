"""Files and fields of a form as the API takes them."""

from typing import Any

from flask import request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from portal.api.json import LARGEST_JSON_BYTES, read_json
from portal.errors import Invalid

FILE = "file"


def sent_file() -> FileStorage:
    """The form's one file. Raises Invalid for none and for several."""
    found = request.files.getlist(FILE)
    if len(found) != 1:
        raise Invalid(f"{FILE}: {'is missing' if not found else 'is given several times'}; send one part of this name")
    return found[0]


def sent_fields() -> dict[str, str]:
    """The form's other parts, each once. Raises Invalid for one given twice and for one without a name."""
    for name, values in request.form.lists():
        # The parser's key is None, whatever its type says, where a part's header names nothing.
        if not name:
            raise Invalid("form: a part has no name; give each part one")
        if len(values) > 1:
            raise Invalid(f"{name}: is given twice")
    return dict(request.form.items())


def sent_bytes(most: int, raw: tuple[str, ...]) -> bytes:
    """The body where it is one of the raw media types, else the form's one file; no more than a byte above `most`."""
    if request.mimetype in raw:
        return request.stream.read(most + 1)
    if unknown := sorted(sent_fields()):
        raise Invalid(f"{unknown[0]}: is no part that is taken here; send {FILE} alone")
    return sent_file().stream.read(most + 1)


def sent_json(name: str) -> Any:
    """A part of the form that is JSON, sent as a field or, where it is long, as a file. None when there is none."""
    part = request.files.get(name)
    text = part.stream.read(LARGEST_JSON_BYTES + 1) if part is not None else request.form.get(name, "").encode()
    if len(text) > LARGEST_JSON_BYTES:
        raise RequestEntityTooLarge
    if not text:
        return None
    return read_json(text, f"the part {name}")
