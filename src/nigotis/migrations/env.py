"""Called by Alembic: runs revisions on the connection that `nigotis.migrations.run` hands over."""

from alembic import context

from nigotis.migrations.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata())
with context.begin_transaction():
    context.run_migrations()
