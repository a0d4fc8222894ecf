"""Alembic's entry: runs on the connection that `migrating` or `revise` hands over."""

from alembic import context
from sqlalchemy import Connection

from catalogue_portal.storage.metadata import Base

connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    transaction_per_migration=False,
    **context.config.attributes.get("autogenerate", {}),
)
context.run_migrations()
