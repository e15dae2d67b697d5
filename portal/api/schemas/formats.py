"""The XML formats of a document as the API tells of them."""

from portal.api.schemas.base import Out


class ViolationOut(Out):
    """A rule of EN 16931, of a network or of a schema that the document breaks; `topic` says what it is about."""

    rule: str
    topic: str
    sentence: str


class FormatOut(Out):
    """One format: `valid` ones may be taken, `invalid` ones say why not, `pending` ones are being checked."""

    format: str
    status: str
    violations: list[ViolationOut]


class FormatsOut(Out):
    """All formats that suit the document; `original` is the file that an imported one was made from."""

    formats: list[FormatOut]
