"""How the database goes about the statements of a test: its own plans, taken where each statement is sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine


@contextmanager
def plans_of(table: str) -> Iterator[list[str]]:
    """The plans of the SELECTs that read this table in the block and have an order, in the order they are sent."""
    found: list[str] = []

    def explain(connection: Connection, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if statement.startswith("SELECT") and f"FROM {table}" in statement and "ORDER BY" in statement:
            lite = connection.dialect.name == "sqlite"
            if not lite:
                # Of a table this small PostgreSQL would read the whole, whatever indexes there are.
                for way in ("seqscan", "bitmapscan", "sort"):
                    connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
            asked = f"EXPLAIN {'QUERY PLAN ' if lite else ''}{statement}"
            found.append("\n".join(str(row[-1]) for row in connection.exec_driver_sql(asked, parameters)))

    event.listen(Engine, "before_cursor_execute", explain)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", explain)
