"""What may be read: drafts and what hangs on them are there for those who may see them, and nowhere for others."""

import pytest
from sqlalchemy import select

from portal.database import Visit
from portal.errors import NotFound
from portal.identity import new_id
from portal.models import Document, File
from portal.services.reading.readable import readable_document, readable_documents, readable_file, readable_files
from tests.support.portal import World, on_both


def hang(visit: Visit, document_id: str | None) -> str:
    """A file on a document, or on none; returns its id."""
    file = File(
        id=new_id("fil"),
        document_id=document_id,
        purpose="shared",
        category="other",
        sent_by="firm",
        name="delivery.pdf",
        mime="application/pdf",
        size=1,
        sha256="0" * 64,
        added_by="firm",
        created_at=visit.at,
    )
    identity = file.id
    with visit.write() as writing:
        writing.add(file)
    return identity


@on_both
def test_viewers_do_not_know_of_drafts(world: World) -> None:
    with world.visit("editor") as visit:
        drafts = visit.session.scalars(select(Document).where(readable_documents(visit), Document.is_draft)).all()
        assert drafts
        assert readable_document(visit, drafts[0].id) is drafts[0]
        hidden = drafts[0].id
    with world.visit("viewer") as visit:
        assert not visit.session.scalars(select(Document).where(readable_documents(visit), Document.is_draft)).all()
        with pytest.raises(NotFound):
            readable_document(visit, hidden)


@on_both
def test_a_file_on_a_draft_is_as_hidden_as_the_draft(world: World) -> None:
    with world.visit("admin") as visit:
        draft, finished = (
            visit.session.scalars(select(Document.id).where(Document.is_draft.is_(is_draft))).first()
            for is_draft in (True, False)
        )
        hidden, shown, alone = (hang(visit, place) for place in (draft, finished, None))
    with world.visit("editor") as visit:
        assert {readable_file(visit, each).id for each in (hidden, shown, alone)} == {hidden, shown, alone}
    with world.visit("viewer") as visit:
        known = set(visit.session.scalars(select(File.id).where(readable_files(visit))))
        assert {shown, alone} <= known
        assert hidden not in known
        assert {readable_file(visit, each).id for each in (shown, alone)} == {shown, alone}
        with pytest.raises(NotFound):
            readable_file(visit, hidden)


def test_what_was_never_made_is_not_found(world: World) -> None:
    with world.visit("admin") as visit:
        for getter, identity in ((readable_document, new_id("inv")), (readable_file, new_id("fil"))):
            with pytest.raises(NotFound):
                getter(visit, identity)
