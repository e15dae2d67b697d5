"""Honest questions about documents, lines and customers, which poisoned rows would answer with those of others."""

from collections.abc import Callable

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

from tests.tenancy.papers import Paper, PaperLine, Party
from tests.tenancy.world import FOREIGN, SIBLING

LOADERS = {
    "lazy": lazyload,
    "selectin": selectinload,
    "joined": joinedload,
    "subquery": subqueryload,
    "immediate": immediateload,
}
OTHER = aliased(Paper)

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
