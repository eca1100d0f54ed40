"""Whether the ledger still holds, from its first entry to its last, and whether what is stored is what it says."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

import structlog

from services.publisher.stories.ledger.entry import NOTHING_KNOWN, Broken
from shared.clock import Clock
from shared.database import Database, Reading

log = structlog.get_logger(__name__)


class Verifiable(Protocol):
    async def verify(self, reading: Reading, now: datetime, known: Mapping[int, str]) -> Broken | None: ...


class Agreement(Protocol):
    async def broken(self, reading: Reading) -> Broken | None:
        """The first place where some tables say something else than the ledger."""
        ...


class VerifyLedger:
    def __init__(self, database: Database, ledger: Verifiable, agreements: Sequence[Agreement], clock: Clock) -> None:
        self._database = database
        self._ledger = ledger
        self._agreements = agreements
        self._clock = clock

    async def __call__(self, known: Mapping[int, str] = NOTHING_KNOWN) -> Broken | None:
        """The first entry that does not hold, or None. `known`: hashes by number, as they were kept outside."""
        async with self._database.reading() as view:
            broken = await self._ledger.verify(view, self._clock.now(), known)
            for agreement in self._agreements:
                broken = broken or await agreement.broken(view)
        if broken is not None:
            log.error("ledger.broken", sequence=broken.sequence, entry=broken.entry_id)
        return broken
