"""What Alembic runs: the migrations on the connection that it is given."""

from alembic import context

from sop_engine.store.rows import Kept

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Kept.metadata, render_as_batch=True, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
