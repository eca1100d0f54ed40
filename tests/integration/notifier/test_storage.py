"""The migrated tables are the ones the code believes in."""

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from services.notifier.storage.tables import metadata
from tests.conftest import OpenDatabase


async def test_the_migrations_make_the_tables_of_the_code(open_database: OpenDatabase):
    database = await open_database("notifier")
    async with database.writer.connect() as connection:
        differences = await connection.run_sync(lambda plain: _differences(plain, database.owner))
    assert differences == []


def _differences(connection: sa.Connection, owner: str) -> list[object]:
    schema = owner if connection.dialect.name == "postgresql" else None
    ours = set(metadata.tables)

    def is_ours(_thing: object, name: str | None, kind: str, _reflected: bool, _against: object) -> bool:
        return kind != "table" or name in ours

    if schema:
        connection.execute(sa.text(f'SET search_path TO "{schema}"'))
    plain = connection.execution_options(schema_translate_map=None)
    context = MigrationContext.configure(plain, opts={"compare_type": True, "include_object": is_ours})
    return list(compare_metadata(context, metadata))
