"""Files of an entity, and the files that are made of its documents."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, cast

import httpx

from portal_sdk.downloads import Download, download_of
from portal_sdk.errors import PortalError
from portal_sdk.resources.base import PATIENCE, Arguments, Day, Listed, place
from portal_sdk.schemas import DocumentType, Export, ExportIn, File, FilePatch, PdfExportIn
from portal_sdk.wire import decode, text


class Files(Listed[File]):
    """What the firm or the client keeps at the portal besides documents."""

    path = "/files"

    def upload(
        self,
        file: bytes | str | Path,
        data: Mapping[str, object] | None = None,
        *,
        filename: str | None = None,
        entity_id: str | None = None,
        idempotency_key: str | None = None,
        **fields: object,
    ) -> File:
        """Keep a file, given as bytes with a `filename`, or as the path of one. Its type is read from its content."""
        content = file if isinstance(file, bytes) else Path(file).read_bytes()
        name = filename or ("file" if isinstance(file, bytes) else Path(file).name)
        arguments = Arguments(data, fields, entity_id=entity_id, idempotency_key=idempotency_key)
        told = self._transport.json(
            "POST",
            self.path,
            files={"file": (name, content, "application/octet-stream")},
            fields={field: text(value) for field, value in arguments.values.items() if value is not None},
            headers=arguments.headers,
        )
        return cast(File, told)

    def update(
        self, file_id: str, data: FilePatch | None = None, *, entity_id: str | None = None, **fields: object
    ) -> File:
        """Change what is said about it; its bytes stay."""
        return cast(File, self._write("PATCH", place(self.path, file_id), Arguments(data, fields, entity_id=entity_id)))

    def delete(self, file_id: str, *, entity_id: str | None = None) -> None:
        """Take it away."""
        self._delete(place(self.path, file_id), Arguments(entity_id=entity_id))

    def content(self, file_id: str, *, entity_id: str | None = None) -> Download:
        """Its bytes."""
        return self._download(place(self.path, file_id, "content"), Arguments(entity_id=entity_id))


class Exports(Listed[Export]):
    """Tables and archives of documents. Never of more than one entity, unless `entities="all"` asks for it by name."""

    path = "/exports"

    def create(
        self,
        data: ExportIn | None = None,
        *,
        entity_id: str | None = None,
        idempotency_key: str | None = None,
        **fields: object,
    ) -> Export:
        """Begin one as xlsx, csv, pdf, xml or pack; `wait` for it, or hear of it by the webhook `export.completed`."""
        arguments = Arguments(data, fields, entity_id=entity_id, idempotency_key=idempotency_key)
        return cast(Export, self._write("POST", self.path, arguments))

    def cancel(self, export_id: str, *, entity_id: str | None = None) -> Export:
        """Call off one that is not finished."""
        return cast(Export, self._write("POST", place(self.path, export_id, "cancel"), Arguments(entity_id=entity_id)))

    def wait(self, export_id: str, *, entity_id: str | None = None, patience: float = PATIENCE) -> Export:
        """The export once it is done, asked for every second, for so many seconds at most."""
        ends = time.monotonic() + patience
        while (export := self.get(export_id, entity_id=entity_id))["status"] != "done":
            if export["status"] in {"failed", "cancelled"}:
                words = export["error"] or "The export could not be made."
                raise PortalError(200, f"export_{export['status']}", words, export)
            if time.monotonic() > ends:
                raise PortalError(202, "not_ready", f"The export is still being made: {export_id}", export)
            time.sleep(1.0)
        return export

    def export_documents(
        self,
        params: Mapping[str, object] | None = None,
        *,
        entity_id: str | None = None,
        type: DocumentType | None = None,
        types: Sequence[DocumentType] | None = None,
        format: Literal["xlsx", "csv"] | None = None,
        date_from: Day | None = None,
        date_to: Day | None = None,
        **more: object,
    ) -> Download:
        """The issued documents of a time as a table, one sheet for each type; both days are included."""
        days = {"date_from": date_from, "date_to": date_to}
        named = Arguments(params, more, entity_id=entity_id, type=type, types=types, format=format, **days)
        return self._download("/documents/export", named)

    def export_pdfs(
        self,
        data: PdfExportIn | None = None,
        *,
        entity_id: str | None = None,
        document_ids: Sequence[str] | None = None,
        **more: object,
    ) -> Download:
        """The PDFs of these documents in one zip file; waited for while they are being drawn, five minutes at most."""
        arguments = Arguments(data, more, entity_id=entity_id, document_ids=document_ids)
        sent = self._transport.send("POST", "/documents/export/pdf", body=arguments.values, headers=arguments.headers)
        if sent.status_code != httpx.codes.ACCEPTED:
            return download_of(sent)
        export = self.wait(cast(Export, decode(sent.content))["id"])
        return self.content(export["id"])

    def content(self, export_id: str, *, entity_id: str | None = None) -> Download:
        """The file of a finished one."""
        return self._download(place(self.path, export_id, "content"), Arguments(entity_id=entity_id))
