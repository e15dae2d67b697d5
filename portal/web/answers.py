"""Answers that carry bytes: named by us, sniffed by nobody, active content never shown inline."""

from io import BytesIO

from flask import Response, send_file

from portal.services.filing.downloads import Download


def attachment(taken: Download, *, inline: bool) -> Response:
    """The download as a file to save, or to show where its type can do no harm. Ranges are answered."""
    shown = inline and taken.safe_inline
    response = send_file(
        BytesIO(taken.data),
        mimetype=taken.mime if taken.safe_inline else "application/octet-stream",
        as_attachment=not shown,
        download_name=taken.name,
        conditional=True,
        etag=False,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
