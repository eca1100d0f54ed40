"""The sealer: numbers and hash-chains what was decided, within a second. Several may run, one works at a time."""

import asyncio
from typing import Protocol

import structlog

from shared.database import Database, Reading, Transaction

log = structlog.get_logger(__name__)

PAUSE_SECONDS = 0.5


class Seals(Protocol):
    async def is_waiting(self, reading: Reading) -> bool:
        """Whether there is an entry without a seal."""
        ...

    async def seal(self, tx: Transaction) -> int:
        """Seals a batch in order; how many."""
        ...


class SealLedger:
    def __init__(self, database: Database, seals: Seals, pause: float = PAUSE_SECONDS) -> None:
        self._database = database
        self._seals = seals
        self._pause = pause

    async def __call__(self) -> int:
        """All there is, in batches; how many."""
        sealed = 0
        while await self._is_waiting():
            async with self._database.transaction() as tx:
                sealed += await self._seals.seal(tx)
        if sealed:
            log.debug("ledger.sealed", entries=sealed)
        return sealed

    async def run(self) -> None:
        while True:
            await self()
            await asyncio.sleep(self._pause)

    async def _is_waiting(self) -> bool:
        """Asked without a lock first, so that a quiet hour takes no writer's turn."""
        async with self._database.reading() as view:
            return await self._seals.is_waiting(view)
