"""Whether the ledger still holds, from its first entry to its last."""

from datetime import datetime
from typing import Protocol

import structlog

from services.publisher.stories.ledger.entry import Broken
from shared.clock import Clock
from shared.database import Database, Reading

log = structlog.get_logger(__name__)


class Verifiable(Protocol):
    async def verify(self, reading: Reading, now: datetime) -> Broken | None: ...


class VerifyLedger:
    def __init__(self, database: Database, ledger: Verifiable, clock: Clock) -> None:
        self._database = database
        self._ledger = ledger
        self._clock = clock

    async def __call__(self) -> Broken | None:
        """The first entry that does not hold, or None."""
        async with self._database.reading() as view:
            broken = await self._ledger.verify(view, self._clock.now())
        if broken is not None:
            log.error("ledger.broken", sequence=broken.sequence, entry=broken.entry_id)
        return broken
