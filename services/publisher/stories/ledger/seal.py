"""The sealer: numbers and hash-chains what was decided, within a second. Several may run, one works at a time."""

import asyncio
from itertools import count
from typing import Protocol

import structlog

from shared.database import Database, Reading, Transaction

log = structlog.get_logger(__name__)

PAUSE_SECONDS = 0.5
ROUNDS_BETWEEN_THOROUGH_ONES = 120


class Seals(Protocol):
    async def is_waiting(self, reading: Reading, *, thorough: bool) -> bool:
        """Whether there is an entry without a seal: among the recent ones, or thoroughly among all."""
        ...

    async def seal(self, tx: Transaction, *, thorough: bool) -> int:
        """Seals a batch in order; how many."""
        ...


class SealLedger:
    def __init__(self, database: Database, seals: Seals, pause: float = PAUSE_SECONDS) -> None:
        self._database = database
        self._seals = seals
        self._pause = pause

    async def __call__(self, *, thorough: bool = True) -> int:
        """All there is, in batches; how many. What cannot be sealed stays, and the gauge and `verify` tell of it."""
        sealed = 0
        while await self._is_waiting(thorough=thorough):
            async with self._database.transaction() as tx:
                batch = await self._seals.seal(tx, thorough=thorough)
            if not batch:
                break
            sealed += batch
        if sealed:
            log.debug("ledger.sealed", entries=sealed)
        return sealed

    async def run(self) -> None:
        """Looks at the recent entries each time, for a year's ledger is long; now and then at all of them."""
        for round_ in count():
            await self(thorough=round_ % ROUNDS_BETWEEN_THOROUGH_ONES == 0)
            await asyncio.sleep(self._pause)

    async def _is_waiting(self, *, thorough: bool) -> bool:
        """Asked without a lock first, so that a quiet hour takes no writer's turn."""
        async with self._database.reading() as view:
            return await self._seals.is_waiting(view, thorough=thorough)
