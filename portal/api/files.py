"""Files of an entity: put there, listed, shown, changed, deleted, and their bytes."""

from typing import Any

from flask import Response, request

from portal.api.listed import wanted_of
from portal.api.multipart import sent_fields, sent_file
from portal.api.route import Answer, Call, NoBody, NoQuery, Noun, Reach, read_model
from portal.api.schemas.base import Body, Listed, ListQuery, page_of
from portal.api.schemas.files import FileFields, FileOut, FilePatch
from portal.api.streams import saved_as
from portal.database import Visit
from portal.errors import Invalid
from portal.policy import Permission
from portal.services.filing.fields import FileParticulars
from portal.services.filing.keeping import change_file, delete_file, keep_file
from portal.services.filing.limits import limits_of
from portal.services.filing.views import KeptFile, list_kept_files, read_content, show_file

noun = Noun("files", "Papers that the firm or its client puts there, and the originals of imported documents.")


@noun.route(
    "GET", "/files", reach=Reach.ENTITY, permission=Permission.READ_FILES, query=ListQuery, answer=Listed[FileOut]
)
def list_all(visit: Visit, call: Call[Body, ListQuery]) -> Listed[FileOut]:
    """List files."""
    found = list_kept_files(visit, call.parts.ring, wanted_of(call.query))
    return page_of(found, [_shown(file) for file in found.rows])


@noun.route("POST", "/files", reach=Reach.ENTITY, permission=Permission.UPLOAD_FILES, answer=FileOut, upload=True)
def create(visit: Visit, call: Call[NoBody, NoQuery]) -> Answer:
    """Put a file there: a form with the part `file`, and `filename`, `category`, `period`, `note`, `document_id`."""
    part, fields = sent_file(), read_model(FileFields, sent_fields())
    said = _said(fields)
    if part.filename is None and "name" not in said:
        raise Invalid("filename: is missing; name the part's file, or send this field")
    limits = limits_of(visit, call.parts.settings)
    file = keep_file(visit, call.parts.storage, limits, part.filename or "", part.stream, **said)
    return Answer(_shown(file), 201, {"Location": f"/api/v1/files/{file.id}"})


@noun.route("GET", "/files/<file_id>", reach=Reach.THING, permission=Permission.READ_FILES, answer=FileOut)
def show(visit: Visit, call: Call[Body, NoQuery]) -> FileOut:
    """Show a file's particulars."""
    return _shown(show_file(visit, call.path["file_id"]))


@noun.route(
    "GET",
    "/files/<file_id>/content",
    reach=Reach.THING,
    permission=Permission.READ_FILES,
    answer="*/*",
)
def content(visit: Visit, call: Call[Body, NoQuery]) -> Response:
    """A file's bytes, to be saved."""
    found = read_content(visit, call.parts.storage, call.path["file_id"], quiet=request.method == "HEAD")
    return saved_as(found.name, found.mime, found.data)


@noun.route(
    "PATCH",
    "/files/<file_id>",
    reach=Reach.THING,
    permission=Permission.UPLOAD_FILES,
    body=FilePatch,
    answer=FileOut,
)
def change(visit: Visit, call: Call[FilePatch, NoQuery]) -> FileOut:
    """Rename a file, or move it to another category, month or document."""
    return _shown(change_file(visit, call.path["file_id"], **_said(call.body)))


@noun.route("DELETE", "/files/<file_id>", reach=Reach.THING, permission=Permission.UPLOAD_FILES)
def delete(visit: Visit, call: Call[Body, NoQuery]) -> None:
    """Delete a file for good."""
    delete_file(visit, call.parts.storage, call.path["file_id"])


def _said(fields: FileFields) -> FileParticulars:
    given: dict[str, Any] = fields.given()
    for name in ("filename", "category"):
        if name in given and given[name] is None:
            raise Invalid(f"{name}: cannot be cleared; leave it out to keep it")
    said: Any = {("name" if name == "filename" else name): value for name, value in given.items()}
    found: FileParticulars = said
    return found


def _shown(file: KeptFile) -> FileOut:
    fields = {name: getattr(file, name) for name in KeptFile.__dataclass_fields__}
    return FileOut.model_validate({**fields, "url": f"/api/v1/files/{file.id}/content"})
