"""How an account's pages look besides their colour."""

from pathlib import Path

from alembic import op

revision = "0011"
down_revision = "0010"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    connection = op.get_bind()
    statements = (SQL / f"0011_{connection.dialect.name}.sql").read_text(encoding="utf-8").split(";\n\n")
    for statement in statements:
        connection.exec_driver_sql(statement.strip().removesuffix(";"))


def downgrade() -> None:
    """Nothing: `portal.migrations.migrate` goes down to the ground only, where 0001 drops every table there is."""
