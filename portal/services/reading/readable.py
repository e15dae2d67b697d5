"""What a visit may read: the one place that hides drafts, and what hangs on them, from those who may not see them."""

from sqlalchemy import ColumnElement, exists, or_, select, true

from portal.database import Visit
from portal.errors import NotFound
from portal.models import Document, File
from portal.policy import Permission


def readable_documents(visit: Visit) -> ColumnElement[bool]:
    """Which documents this visit may know of: drafts are hidden from those who may not read them."""
    return true() if visit.may(Permission.READ_DRAFTS) else Document.is_draft.is_(False)


def readable_files(visit: Visit) -> ColumnElement[bool]:
    """Which files this visit may know of: what hangs on a draft is as hidden as the draft."""
    if visit.may(Permission.READ_DRAFTS):
        return true()
    finished = exists().where(Document.id == File.document_id, Document.is_draft.is_(False)).correlate(File)
    return or_(File.document_id.is_(None), finished)


def readable_document(visit: Visit, document_id: str) -> Document:
    """A document of this entity that may be read; NotFound for any other, foreign, hidden or never made."""
    wanted = select(Document).where(Document.id == document_id, readable_documents(visit))
    document = visit.session.scalars(wanted).one_or_none()
    if document is None:
        raise NotFound("no such document")
    return document


def readable_file(visit: Visit, file_id: str) -> File:
    """A file of this entity that may be read; NotFound for any other."""
    file = visit.session.scalars(select(File).where(File.id == file_id, readable_files(visit))).one_or_none()
    if file is None:
        raise NotFound("no such file")
    return file
