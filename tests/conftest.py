"""Fixtures for all tests: databases of both dialects, fresh for every test, with the real migrations applied."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import hypothesis
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from services.databases import CHAINS
from shared.database.engine import SqlDatabase, postgres_database, sqlite_database
from shared.database.migrate import migrate
from shared.ids import new_id
from tests.fakes import FixedClock
from tests.needs import need
from tests.postgres import binaries, private_postgres
from tests.rabbitmq import Rabbit, installed, private_rabbit

OpenDatabase = Callable[[str], Awaitable[SqlDatabase]]

hypothesis.settings.register_profile("unhurried", deadline=None)  # a busy machine is no fault of the code
hypothesis.settings.load_profile("unhurried")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL for the whole run: the one that is named, or a private one."""
    if url := os.environ.get("LIANBO_TEST_DATABASE_URL"):
        yield url
        return
    need(binaries(), "PostgreSQL")
    with private_postgres() as url:
        yield url


@pytest.fixture(scope="session")
def rabbit() -> Iterator[Rabbit]:
    """A RabbitMQ for the whole run: the one that is named, or a private one."""
    if url := os.environ.get("LIANBO_TEST_AMQP_URL"):
        host = make_url(url)
        default = f"http://{host.username}:{host.password}@{host.host}:15672"
        yield Rabbit(url, os.environ.get("LIANBO_TEST_AMQP_MANAGEMENT_URL", default))
        return
    need(installed(), "RabbitMQ")
    with private_rabbit() as server:
        yield server


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> "Templates":
    return Templates(tmp_path_factory.mktemp("templates"))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
async def open_database(
    request: pytest.FixtureRequest, tmp_path: Path, templates: "Templates"
) -> AsyncIterator[OpenDatabase]:
    """`await open_database("publisher")`: that owner's database, migrated and empty, on each dialect in turn."""
    opened: list[SqlDatabase] = []
    made: list[str] = []
    postgres = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None

    async def open_one(owner: str) -> SqlDatabase:
        if postgres is None:
            database = sqlite_database(owner, await templates.sqlite_copy(owner, tmp_path))
        else:
            url = await templates.postgres_copy(owner, postgres)
            made.append(url)
            database = postgres_database(owner, url)
        opened.append(database)
        return database

    yield open_one
    for database in opened:
        await database.close()
    for url in made:
        await templates.drop(url)


@pytest.fixture
async def open_sqlite(tmp_path: Path, templates: "Templates") -> AsyncIterator[OpenDatabase]:
    """The same on SQLite alone, for tests in which the dialect does not matter."""
    opened: list[SqlDatabase] = []

    async def open_one(owner: str) -> SqlDatabase:
        opened.append(sqlite_database(owner, await templates.sqlite_copy(owner, tmp_path)))
        return opened[-1]

    yield open_one
    for database in opened:
        await database.close()


@pytest.fixture
async def open_postgres(postgres_url: str, templates: "Templates") -> AsyncIterator[OpenDatabase]:
    """The same on PostgreSQL alone, for what only several replicas do."""
    opened: list[tuple[SqlDatabase, str]] = []

    async def open_one(owner: str) -> SqlDatabase:
        url = await templates.postgres_copy(owner, postgres_url)
        opened.append((postgres_database(owner, url), url))
        return opened[-1][0]

    yield open_one
    for database, url in opened:
        await database.close()
        await templates.drop(url)


class Templates:
    """Migrates each owner's database once a run; every test gets a copy, which is far quicker."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._urls: dict[str, str] = {}

    async def sqlite_copy(self, owner: str, into: Path) -> Path:
        template = self._folder / f"{owner}.db"
        if not template.exists():
            database = sqlite_database(owner, template)
            await migrate(database, CHAINS[owner])
            await database.close()  # the last connection folds the write-ahead log into the file
        target = into / f"{owner}.db"
        await asyncio.to_thread(shutil.copy, template, target)
        return target

    async def postgres_copy(self, owner: str, server: str) -> str:
        if owner not in self._urls:
            name = f"template_{owner}_{new_id().replace('-', '')[-8:]}"
            await _administer(server, f'CREATE DATABASE "{name}"')
            url = _beside(server, name)
            database = postgres_database(owner, url)
            await migrate(database, CHAINS[owner])
            await database.close()
            self._urls[owner] = url
        name = f"test_{new_id().replace('-', '')}"
        template = make_url(self._urls[owner]).database
        await _administer(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return _beside(server, name)

    async def drop(self, url: str) -> None:
        await _administer(_beside(url, "postgres"), f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)')


@asynccontextmanager
async def new_postgres_database(server: str) -> AsyncIterator[str]:
    """A fresh, empty database on that server, dropped afterwards."""
    url = _beside(server, f"test_{new_id().replace('-', '')}")
    await _administer(server, f'CREATE DATABASE "{make_url(url).database}"')
    try:
        yield url
    finally:
        await _administer(server, f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)')


def _beside(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)


async def _administer(url: str, statement: str) -> None:
    engine = create_async_engine(
        make_url(url).set(drivername="postgresql+asyncpg"), isolation_level="AUTOCOMMIT", pool_size=1
    )
    async with engine.connect() as connection:
        await connection.execute(sa.text(statement))
    await engine.dispose()
