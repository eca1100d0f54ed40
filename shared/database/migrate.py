"""Brings an owner's tables up to date: Alembic, a version table per chain, everything in one transaction."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from shared.database.engine import SqlDatabase


@dataclass(frozen=True)
class Chain:
    """A row of migrations: `folder/versions/0001_….py` and so on."""

    name: str
    folder: Path

    @property
    def version_table(self) -> str:
        return f"migrations_{self.name}"


async def migrate(database: SqlDatabase, chains: tuple[Chain, ...]) -> None:
    """Applies what is missing of each chain, in order. Harmless to repeat; two processes at once take turns."""
    async with database.migrating() as tx:
        if database.dialect == "postgresql":
            await tx.connection.execute(sa.text("SELECT pg_advisory_xact_lock(20221201)"))
            await tx.connection.execute(sa.text(f'CREATE SCHEMA IF NOT EXISTS "{database.owner}"'))
            # For what a migration says in plain SQL (triggers), which no translation of schemas reaches.
            await tx.connection.execute(sa.text(f'SET LOCAL search_path TO "{database.owner}"'))
        for chain in chains:
            await tx.connection.run_sync(_upgrade, chain)


async def at_head(database: SqlDatabase, chains: tuple[Chain, ...]) -> bool:
    """Whether nothing is missing: a service whose tables are older than its code must not serve.

    Tables that are newer are fine: a migration expands first, and replicas of yesterday go on until they are replaced.
    """
    async with database.reading() as view:
        if database.dialect == "postgresql":
            await view.connection.execute(sa.text(f'SET LOCAL search_path TO "{database.owner}"'))
        for chain in chains:
            if not await view.connection.run_sync(_is_at_head, chain):
                return False
    return True


def _upgrade(connection: sa.Connection, chain: Chain) -> None:
    command.upgrade(_config(chain, connection), "head")


def _is_at_head(connection: sa.Connection, chain: Chain) -> bool:
    current = MigrationContext.configure(connection, opts={"version_table": chain.version_table}).get_current_heads()
    scripts = ScriptDirectory.from_config(_config(chain, connection))
    older = {script.revision for script in scripts.walk_revisions()} - set(scripts.get_heads())
    return bool(current) and older.isdisjoint(current)


def _config(chain: Chain, connection: Any) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("version_locations", str(chain.folder / "versions"))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    config.attributes["version_table"] = chain.version_table
    return config
