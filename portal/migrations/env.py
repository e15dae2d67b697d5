"""Alembic's entry: runs the migrations on the connection that `portal.migrations.migrate` hands over."""

from alembic import context

from portal.models import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
context.run_migrations()
