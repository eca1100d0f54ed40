"""How far the sealer is behind, as a gauge: an entry without its seal for a minute is no longer proof of anything."""

import asyncio
import math

from prometheus_client import Gauge

from services.publisher.stories.storage.ledger_end import oldest_unsealed
from shared.clock import Clock
from shared.database import Database

EVERY_SECONDS = 15.0

UNSEALED_SECONDS = Gauge(
    "lianbo_ledger_unsealed_seconds", "Age of the oldest entry without a seal; 0 if none", ["service"]
)


class LedgerGauge:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def run(self) -> None:
        """Where it cannot be known any more, the gauge says so (NaN) and does not stay as it was."""
        gauge = UNSEALED_SECONDS.labels(self._database.owner)
        try:
            while True:
                async with self._database.reading() as view:
                    oldest = await oldest_unsealed(view)
                age = (self._clock.now() - oldest).total_seconds() if oldest else 0
                gauge.set(max(0.0, age))
                await asyncio.sleep(EVERY_SECONDS)
        finally:
            gauge.set(math.nan)
