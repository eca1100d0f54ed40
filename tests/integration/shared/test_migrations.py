"""Whether a service may work on the tables it finds."""

from pathlib import Path

import sqlalchemy as sa

from services.databases import CHAINS
from shared.database.engine import sqlite_database
from shared.database.migrate import at_head
from tests.conftest import OpenDatabase


async def test_tables_of_tomorrow_serve_and_those_of_yesterday_do_not(open_database: OpenDatabase):
    database = await open_database("publisher")
    chains = CHAINS["publisher"]
    assert await at_head(database, chains)
    for revision, fits in (("9999", True), ("0001", False)):
        table = f'"{database.owner}".' if database.dialect == "postgresql" else ""
        async with database.transaction() as tx:
            changed = sa.text(f"UPDATE {table}{chains[-1].version_table} SET version_num = :revision")  # noqa: S608
            await tx.connection.execute(changed, {"revision": revision})
        assert await at_head(database, chains) is fits


async def test_without_any_tables_nothing_serves(tmp_path: Path):
    database = sqlite_database("publisher", tmp_path / "publisher.db")
    assert not await at_head(database, CHAINS["publisher"])
    await database.close()
