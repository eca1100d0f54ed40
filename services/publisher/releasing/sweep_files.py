"""Removes published files that no row names: what a crash left between a put and its row."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable
from typing import Protocol

from shared.database import Database, Reading
from shared.ids import Sha256

EVERY_SECONDS = 6 * 3600


class PublishedFiles(Protocol):
    async def named(self, reading: Reading) -> set[Sha256]: ...


class SweptStore(Protocol):
    async def sweep(self, known: AsyncIterable[Sha256]) -> int:
        """Spares what is younger than a day, whatever the rows say: its row may be about to come."""
        ...


class SweepFiles:
    def __init__(
        self,
        database: Database,
        files: PublishedFiles,
        store: SweptStore,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._database = database
        self._files = files
        self._store = store
        self._sleep = sleep

    async def run(self) -> None:
        """Never at a start: a process that is restarted often must not list the whole store each time."""
        while True:
            await self._sleep(EVERY_SECONDS)
            await self()

    async def __call__(self) -> int:
        async with self._database.reading() as view:
            named = await self._files.named(view)
        return await self._store.sweep(_each(named))


async def _each(named: set[Sha256]) -> AsyncIterator[Sha256]:
    for sha256 in named:
        yield sha256
