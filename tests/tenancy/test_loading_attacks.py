"""Loading along relationships, with rows of others hanging on ours: through the fence, and through the wall alone."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import (
    Session,
)

from portal.tenancy.fence import FencedSession
from tests.tenancy.attempts import attempt
from tests.tenancy.papers import Paper, PaperLine, poison
from tests.tenancy.places import Place
from tests.tenancy.questions import LOADERS, QUESTIONS
from tests.tenancy.world import FOREIGN, OURS, SIBLING, Backend, fill, open_backend

BOTH = pytest.mark.parametrize("fenced", [True, False], ids=["fence", "wall alone"])
WRITING = pytest.mark.parametrize("writing", [False, True], ids=["reader", "writer"])


@pytest.fixture(scope="module")
def poisoned(walled: Backend) -> Iterator[Backend]:
    """The world with rows that no constraint allows; they go again afterwards."""
    poison(walled)
    yield walled
    with walled.in_the_open() as connection:
        connection.execute(delete(PaperLine).where(PaperLine.id.startswith("poison")))
        connection.execute(delete(Paper).where(Paper.id == "document-poisoned"))


@contextmanager
def session_for(backend: Backend, *, fenced: bool, writing: bool) -> Iterator[Session]:
    with (
        backend.database.transaction(OURS, writing=writing) as connection,
        FencedSession(connection, OURS, writable=writing) if fenced else Session(connection) as session,
    ):
        yield session


@BOTH
@WRITING
@pytest.mark.parametrize("question", QUESTIONS)
def test_no_question_is_answered_with_others(poisoned: Backend, question: str, fenced: bool, writing: bool) -> None:
    ask = QUESTIONS[question]
    with session_for(poisoned, fenced=fenced, writing=writing) as session:
        outcome = attempt(lambda: ask(session))
        assert not outcome.refused, "refused although it is an honest question"
        assert not outcome.leaks, outcome.told


@pytest.mark.parametrize("question", QUESTIONS)
def test_in_the_open_each_question_tells_of_others(poisoned: Backend, question: str) -> None:
    """The control: where nothing holds, each of them leaks, or it would prove nothing."""
    with poisoned.in_the_open() as connection, Session(connection) as session:
        outcome = attempt(lambda: QUESTIONS[question](session))
        assert outcome.leaks, outcome


@BOTH
@WRITING
@pytest.mark.parametrize("loader", LOADERS)
def test_no_loader_brings_a_poisoned_row(poisoned: Backend, loader: str, fenced: bool, writing: bool) -> None:
    with session_for(poisoned, fenced=fenced, writing=writing) as session:
        options = (LOADERS[loader](Paper.lines), LOADERS[loader](Paper.customer))
        papers = session.scalars(select(Paper).order_by(Paper.id).options(*options)).unique().all()
        assert [paper.id for paper in papers] == ["document-ours", "document-poisoned"]
        assert [[line.id for line in paper.lines] for paper in papers] == [["document_line-ours"], []]
        assert [paper.customer and paper.customer.id for paper in papers] == ["customer-ours", None]


@pytest.mark.parametrize("loader", LOADERS)
def test_in_the_open_every_loader_brings_them(poisoned: Backend, loader: str) -> None:
    with poisoned.in_the_open() as connection, Session(connection) as session:
        options = (LOADERS[loader](Paper.lines), LOADERS[loader](Paper.customer))
        papers = (
            session.scalars(select(Paper).where(Paper.entity_id == OURS.entity_id).order_by(Paper.id).options(*options))
            .unique()
            .all()
        )
        assert [len(paper.lines) for paper in papers] == [3, 0]
        assert papers[1].customer is not None
        assert papers[1].customer.id == "customer-sibling"


@BOTH
def test_an_object_made_up_in_memory_brings_nobody_from_the_database(poisoned: Backend, fenced: bool) -> None:
    with session_for(poisoned, fenced=fenced, writing=False) as session:
        made_up = Paper(id="document-sibling", customer_id="customer-sibling")
        session.enable_relationship_loading(made_up)
        assert made_up.lines == []
        assert made_up.customer is None
        session.expunge_all()


def test_nothing_is_left_in_a_session_for_the_next_scope(fresh_place: Place) -> None:
    backend = open_backend(fresh_place.url, fresh_place.powerful_url)
    with backend.in_the_open() as connection:
        fill(connection)
    for scope in (OURS, SIBLING, FOREIGN) * 5:
        with (
            backend.database.transaction(scope, writing=False) as connection,
            FencedSession(connection, scope, writable=False) as session,
        ):
            assert [paper.entity_id for paper in session.scalars(select(Paper))] == [scope.entity_id]
    backend.close()


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_fence_alone_answers_without_others(poisoned: Backend, question: str) -> None:
    with poisoned.in_the_open() as connection, FencedSession(connection, OURS, writable=False) as session:
        outcome = attempt(lambda: QUESTIONS[question](session))
        assert not outcome.refused
        assert not outcome.leaks, outcome.told
