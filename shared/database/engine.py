"""Databases on SQLAlchemy Core: SQLite with one file per owner, PostgreSQL with one schema per owner."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

LOCK_TIMEOUT_SECONDS = 30
"""How long a writer waits for another process's lock on the file before it gives up."""
COMMAND_SECONDS = 30
"""A connection that went half-open is given up after this long; migrations alone may take longer."""
SESSION = {
    # The server's side of the same: a session whose client is gone without a word must not keep its locks. It is
    # longer than a relay may take to publish (shared/bus/rabbit.py), during which its rows are locked.
    "idle_in_transaction_session_timeout": "40s",
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "4",
    "tcp_user_timeout": "30s",
}


class DatabaseAway(ConnectionError):  # noqa: N818  a state, not a mistake
    """No connection could be made: the server is gone, or its name or its network is."""


class SqlReading:
    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection


class SqlTransaction(SqlReading):
    def __init__(self, connection: AsyncConnection) -> None:
        super().__init__(connection)
        self._calls: list[Callable[[], None]] = []

    def after_commit(self, call: Callable[[], None]) -> None:
        self._calls.append(call)

    def committed(self) -> None:
        for call in self._calls:
            call()


class SqlDatabase:
    """One owner's database. Writes go through `writer`, views through `reader`, migrations through `patient`."""

    def __init__(
        self, owner: str, writer: AsyncEngine, reader: AsyncEngine, patient: AsyncEngine | None = None
    ) -> None:
        self._owner = owner
        self.writer = writer
        self.reader = reader
        self.patient = patient or writer

    @property
    def owner(self) -> str:
        return self._owner

    @property
    def dialect(self) -> str:
        return self.writer.dialect.name

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[SqlTransaction]:
        async with self.writer.begin() as connection:
            tx = SqlTransaction(connection)
            yield tx
        tx.committed()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[SqlReading]:
        async with self.reader.begin() as connection:
            yield SqlReading(connection)

    @asynccontextmanager
    async def migrating(self) -> AsyncIterator[SqlTransaction]:
        """A transaction whose commands may take as long as they take."""
        async with self.patient.begin() as connection:
            yield SqlTransaction(connection)

    async def close(self) -> None:
        await self.writer.dispose()
        await self.reader.dispose()
        await self.patient.dispose()


def sqlite_database(owner: str, file: Path) -> SqlDatabase:
    """One writer connection per file, many readers (WAL)."""
    writer = create_async_engine(
        f"sqlite+aiosqlite:///{file}",
        pool_size=1,
        max_overflow=0,
        pool_timeout=LOCK_TIMEOUT_SECONDS,
        hide_parameters=True,  # an error's text goes to the log: a person's data must not
    )
    reader = create_async_engine(f"sqlite+aiosqlite:///{file}", pool_size=4, max_overflow=4, hide_parameters=True)
    # A deferred transaction that reads, then writes fails at once whatever the busy timeout; and Python's
    # default opens none at a SELECT, so a check would race with the write it guards.
    _set_up_sqlite(writer, begin="BEGIN IMMEDIATE")
    _set_up_sqlite(reader, begin="BEGIN")
    return SqlDatabase(owner, writer, reader)


def postgres_database(owner: str, url: str, *, pool_size: int = 5) -> SqlDatabase:
    """All owners may share one PostgreSQL database: the owner's tables live in the schema of its name."""

    def engine(size: int, command_seconds: int | None, settings: dict[str, str]) -> AsyncEngine:
        return create_async_engine(
            make_url(url).set(drivername="postgresql+asyncpg"),
            pool_size=size,
            max_overflow=size,
            pool_pre_ping=True,
            hide_parameters=True,
            execution_options={"schema_translate_map": {None: owner}},
            connect_args={
                "timeout": 10,
                "command_timeout": command_seconds,
                "async_creator_fn": _connect,
                "server_settings": {"application_name": f"lianbo-{owner}", **settings},
            },
        )

    writer = engine(pool_size, COMMAND_SECONDS, SESSION)
    reader = writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return SqlDatabase(owner, writer, reader, engine(1, None, {}))


async def _connect(*args: Any, **kwargs: Any) -> Any:
    """A lost name, a network without a way, several addresses that all refuse: each is an OSError of another kind."""
    import asyncpg  # one machine does without

    try:
        return await asyncpg.connect(*args, **kwargs)
    except OSError as error:
        raise DatabaseAway("the database server cannot be reached") from error


def _set_up_sqlite(engine: AsyncEngine, *, begin: str) -> None:
    @sa.event.listens_for(engine.sync_engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout = {LOCK_TIMEOUT_SECONDS * 1000}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "recursive_triggers = ON",  # else a row that REPLACE takes away asks no trigger
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @sa.event.listens_for(engine.sync_engine, "invalidate")
    def _given_up(connection: Any, _record: Any, _error: Any) -> None:
        # A task cancelled inside a statement leaves its cursor open; SQLite then keeps a closed connection, and with
        # it the lock of its transaction, until that cursor is gone: nobody could write any more. The rollback is
        # queued behind the statement at once, so a second cancellation while it is awaited changes nothing.
        with suppress(Exception, asyncio.CancelledError):
            connection.rollback()

    @sa.event.listens_for(engine.sync_engine, "begin")
    def _begun(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)
