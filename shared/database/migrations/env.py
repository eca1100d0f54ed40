"""Alembic's environment for every chain of every owner; `shared/database/migrate.py` calls it."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    version_table=context.config.attributes["version_table"],
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
