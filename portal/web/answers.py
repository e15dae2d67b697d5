"""Answers that carry bytes: named by us, sniffed by nobody, active content never shown inline."""

from io import BufferedReader, BytesIO

from flask import Response, request, send_file
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wsgi import wrap_file

from portal.services.exports.export_views import ExportFile
from portal.services.tickets.fetching import Download

PDF = "application/pdf"


class _ReadOnce(BufferedReader):
    """A file that is let go of with its last byte, not only when whoever reads it says so."""

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        if not data:
            self.close()
        return data


def attachment(taken: Download, *, inline: bool) -> Response:
    """The download as a file to save, or to show where its type can do no harm. Ranges are answered."""
    shown = inline and taken.safe_inline
    response = send_file(
        BytesIO(taken.data),
        mimetype=taken.mime if taken.safe_inline or taken.mime == PDF else "application/octet-stream",
        as_attachment=not shown,
        download_name=taken.name,
        conditional=True,
        etag=False,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def stored_file(file: ExportFile) -> Response:
    """A kept file, read while it is sent, and from where a broken download stopped (RFC 9110, 14): its digest is its
    entity tag, so that no two pieces are ever of two files."""
    content = _ReadOnce(file.content)
    response = Response(wrap_file(request.environ, content), mimetype=file.mime, direct_passthrough=True)
    response.content_length = file.size
    response.set_etag(file.sha256)
    response.headers.set("Content-Disposition", "attachment", filename=file.name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    try:
        response.make_conditional(request, accept_ranges=True, complete_length=file.size)
    except RequestedRangeNotSatisfiable:
        content.close()
        return Response(status=416, headers={"Content-Range": f"bytes */{file.size}", "Cache-Control": "no-store"})
    return response


def hands_out(response: Response) -> bool:
    """Whether the answer holds bytes of the file."""
    return request.method != "HEAD" and response.status_code in {200, 206}


def begins_anew(response: Response) -> bool:
    """Whether the answer begins a download, rather than going on with one."""
    return response.status_code == 200 or (response.content_range.start or 0) == 0
