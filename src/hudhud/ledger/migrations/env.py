"""Alembic's entry: migrate over the connection that `opening.py` hands in, in its transaction."""

from alembic import context

from hudhud.ledger import engines
from hudhud.ledger.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    # All steps or none: a process that is killed half-way leaves the ledger as it was.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
    engines.of(connection).settle(connection)
