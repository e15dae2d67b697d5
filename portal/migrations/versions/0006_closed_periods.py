"""Periods that are closed, and what their reports then say."""

from pathlib import Path

from alembic import op

revision = "0006"
down_revision = "0005"

SQL = Path(__file__).parents[1] / "sql"
FUNCTIONS = ("freeze_closed_period", "freeze_closed_document")


def upgrade() -> None:
    connection = op.get_bind()
    statements = (SQL / f"0006_{connection.dialect.name}.sql").read_text(encoding="utf-8").split(";\n\n")
    for statement in statements:
        connection.exec_driver_sql(statement.strip().removesuffix(";"))


def downgrade() -> None:
    """The tables go with 0001's, and the triggers with them; what is left are the functions."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        for function in FUNCTIONS:
            connection.exec_driver_sql(f"DROP FUNCTION {function}() CASCADE")
