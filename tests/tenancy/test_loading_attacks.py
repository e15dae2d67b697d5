"""Loading along relationships, with rows of others hanging on ours: through the fence, and through the wall alone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import and_, func, select, true
from sqlalchemy.orm import (
    Session,
    aliased,
    contains_eager,
    immediateload,
    joinedload,
    lazyload,
    selectinload,
    subqueryload,
)

from portal.tenancy.fence import FencedSession
from tests.tenancy.attempts import attempt
from tests.tenancy.papers import Paper, PaperLine, Party, poison
from tests.tenancy.places import Place
from tests.tenancy.world import FOREIGN, OURS, SIBLING, Backend, fill, open_backend

LOADERS = {
    "lazy": lazyload,
    "selectin": selectinload,
    "joined": joinedload,
    "subquery": subqueryload,
    "immediate": immediateload,
}
OTHER = aliased(Paper)
BOTH = pytest.mark.parametrize("fenced", [True, False], ids=["fence", "wall alone"])
WRITING = pytest.mark.parametrize("writing", [False, True], ids=["reader", "writer"])

# What the fence and the wall, each alone, must answer without a word of others.
QUESTIONS: dict[str, Callable[[Session], list[object]]] = {
    "all": lambda s: list(s.scalars(select(Paper))),
    "where foreign": lambda s: list(s.scalars(select(Paper).where(Paper.entity_id == SIBLING.entity_id))),
    "or": lambda s: list(s.scalars(select(Paper).where((Paper.entity_id == FOREIGN.entity_id) | true()))),
    "get sibling": lambda s: [s.get(Paper, "document-sibling")],
    "get foreign": lambda s: [s.get(Paper, "document-foreign")],
    "get with options": lambda s: [s.get(Paper, "document-sibling", populate_existing=True)],
    "query": lambda s: list(s.query(Paper).filter(Paper.id == "document-sibling")),
    "query get": lambda s: [s.query(Paper).filter_by(id="document-foreign").first()],
    "columns": lambda s: list(s.execute(select(Paper.id, Paper.party_name))),
    "alias": lambda s: list(s.scalars(select(OTHER))),
    "self join": lambda s: list(s.execute(select(Paper.id, OTHER.id).join(OTHER, true()))),
    "outer self join": lambda s: list(
        s.execute(select(OTHER.party_name).join_from(Paper, OTHER, true(), isouter=True))
    ),
    "join lines": lambda s: list(
        s.execute(select(PaperLine.id, PaperLine.name).join(Paper, Paper.id == PaperLine.document_id))
    ),
    "outer join lines": lambda s: list(
        s.execute(select(PaperLine.name).join_from(Paper, PaperLine, Paper.id == PaperLine.document_id, isouter=True))
    ),
    "along the relationship": lambda s: list(s.execute(select(PaperLine.name).select_from(Paper).join(Paper.lines))),
    "customer of the poisoned": lambda s: list(s.execute(select(Party.name).select_from(Paper).join(Paper.customer))),
    "contains eager": lambda s: [
        line
        for paper in s.scalars(select(Paper).outerjoin(Paper.lines).options(contains_eager(Paper.lines))).unique()
        for line in paper.lines
    ],
    "any": lambda s: (
        list(s.scalars(select(Paper.id).where(Paper.lines.any(PaperLine.id.startswith("poison"))))) and ["-sibling"]
    ),
    "has": lambda s: list(
        s.scalars(select(PaperLine.id).where(PaperLine.paper.has(Paper.party_name.contains("sibling"))))
    ),
    "subquery": lambda s: list(s.execute(select(select(Paper.party_name).subquery()))),
    "cte": lambda s: list(s.execute(select(select(Paper.party_name).cte("papers")))),
    "scalar subquery": lambda s: list(s.execute(select(select(func.max(Party.name)).scalar_subquery()))),
    "lateral-like": lambda s: list(
        s.scalars(select(Paper.id).where(Paper.id.in_(select(PaperLine.document_id).where(PaperLine.name != ""))))
    ),
    "in another's": lambda s: list(
        s.scalars(select(Party.name).where(Party.id.in_(["customer-sibling", "customer-foreign"])))
    ),
    "exists": lambda s: (
        ["-sibling"]
        if s.scalar(select(select(Party).where(Party.id == "customer-sibling").exists()).select_from(Paper).limit(1))
        else []
    ),
    "union": lambda s: list(s.execute(select(Paper.party_name).union(select(Party.name)))),
    "count": lambda s: ["-sibling"] if (s.scalar(select(func.count()).select_from(PaperLine)) or 0) > 1 else [],
    "sorted, limited": lambda s: list(s.scalars(select(Party).order_by(Party.name.desc()).limit(5).offset(0))),
    "distinct": lambda s: list(s.scalars(select(Party.name).distinct())),
    "grouped": lambda s: list(s.execute(select(Party.name, func.count()).group_by(Party.name).having(and_(true())))),
    "refresh of what is ours": lambda s: [refreshed(s)],
}


def refreshed(session: Session) -> object:
    paper = session.scalars(select(Paper).where(Paper.id == "document-ours")).one()
    session.refresh(paper)
    return list(paper.lines)


@pytest.fixture(scope="module")
def poisoned(walled: Backend) -> Iterator[Backend]:
    """The world with rows that no constraint allows; they go again afterwards."""
    poison(walled)
    yield walled
    with walled.in_the_open() as connection:
        connection.execute(PaperLine.__table__.delete().where(PaperLine.id.startswith("poison")))
        connection.execute(Paper.__table__.delete().where(Paper.id == "document-poisoned"))


@contextmanager
def session_for(backend: Backend, *, fenced: bool, writing: bool) -> Iterator[Session]:
    with backend.database.transaction(OURS, writing=writing) as connection:
        with FencedSession(connection, OURS, writable=writing) if fenced else Session(connection) as session:
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
        with backend.database.transaction(scope, writing=False) as connection:
            with FencedSession(connection, scope, writable=False) as session:
                assert [paper.entity_id for paper in session.scalars(select(Paper))] == [scope.entity_id]
    backend.close()
