from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from services.databases import PLUMBING
from shared.bus.queue.tables import metadata as queue_metadata
from shared.bus.tables import metadata as plumbing_metadata
from shared.database.engine import sqlite_database
from shared.database.migrate import Chain, migrate
from shared.timers.tables import timers


@pytest.mark.parametrize(
    ("chain", "metadata"),
    [(PLUMBING, plumbing_metadata), (Chain("bus", PLUMBING.folder.parent / "queue" / "migrations"), queue_metadata)],
    ids=["plumbing", "queue"],
)
async def test_the_migrations_make_the_tables_the_code_speaks_of(tmp_path: Path, chain: Chain, metadata: sa.MetaData):
    assert timers.metadata is plumbing_metadata
    database = sqlite_database("test", tmp_path / "test.db")
    await migrate(database, (chain,))

    def differences(connection: sa.Connection) -> list[object]:
        def ours(name: str | None, kind: str, parents: object) -> bool:
            return kind != "table" or not str(name).startswith("migrations_")

        context = MigrationContext.configure(connection, opts={"include_name": ours})
        return compare_metadata(context, metadata)

    async with database.reading() as view:
        assert await view.connection.run_sync(differences) == []
    await database.close()
