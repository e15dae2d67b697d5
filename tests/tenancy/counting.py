"""Reads a counter and writes it raised, so many times: the work of one of many processes."""

from sqlalchemy import create_engine, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from portal.database import Database
from portal.identity import Scope, system
from portal.models import NumberSeries


def through_visits(url: str, scope: Scope, times: int) -> int:
    """How many of the writes came back without an error."""
    database, done = Database(url, pool_size=1), 0
    for _ in range(times):
        with database.visit(system(scope)) as visit, visit.write() as writing:
            row = writing.scalars(select(NumberSeries).with_for_update()).one()
            row.last += 1
        done += 1
    database.close()
    return done


def as_the_driver_would(path: str, times: int) -> int:
    """The control: what sqlite3 and SQLAlchemy do by themselves."""
    engine, done = create_engine(f"sqlite:///{path}", connect_args={"timeout": 10}), 0
    for _ in range(times):
        try:
            with Session(engine) as session, session.begin():
                row = session.scalars(select(NumberSeries).where(NumberSeries.entity_id == "ent_ours")).one()
                row.last += 1
            done += 1
        except OperationalError:
            pass
    engine.dispose()
    return done
