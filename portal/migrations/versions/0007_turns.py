"""Turns at the queue of background work, and what waits for a webhook."""

from pathlib import Path

from alembic import op

revision = "0007"
down_revision = "0006"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    connection = op.get_bind()
    statements = (SQL / f"0007_{connection.dialect.name}.sql").read_text(encoding="utf-8").split(";\n\n")
    for statement in statements:
        connection.exec_driver_sql(statement.strip().removesuffix(";"))


def downgrade() -> None:
    """Nothing: `portal.migrations.migrate` goes down to the ground only, where 0001 drops every table there is."""
