"""The first schema: every table, trigger and, on PostgreSQL, policy. The statements stand in `migrations/sql`."""

from pathlib import Path

from alembic import op
from sqlalchemy import inspect

revision = "0001"
down_revision = None

SQL = Path(__file__).parents[1] / "sql"
FUNCTIONS = ("freeze_document", "keep_document", "freeze_document_part", "refuse_change")


def upgrade() -> None:
    connection = op.get_bind()
    statements = (SQL / f"0001_{connection.dialect.name}.sql").read_text(encoding="utf-8").split(";\n\n")
    for statement in statements:
        connection.exec_driver_sql(statement.strip().removesuffix(";"))


def downgrade() -> None:
    connection = op.get_bind()
    tables = [table for table in inspect(connection).get_table_names() if table != "alembic_version"]
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"DROP TABLE {', '.join(tables)} CASCADE")
        for function in FUNCTIONS:
            connection.exec_driver_sql(f"DROP FUNCTION {function}()")
    else:
        for table in tables:
            connection.exec_driver_sql(f"DROP TABLE {table}")
