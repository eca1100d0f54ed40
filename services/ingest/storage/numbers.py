"""Running numbers, one row a series."""

from services.ingest.storage.tables import number_counters
from shared.database import Transaction
from shared.database.tables import insert_unless_there


class StoredNumbers:
    async def next(self, series: str, tx: Transaction) -> int:
        """The row stays locked until the end of the transaction, so the next one waits."""
        place = await self._counted_up(series, tx)
        if place is None:
            begun = insert_unless_there(tx.connection, number_counters).values(series=series, last=0)
            await tx.connection.execute(begun)
            place = await self._counted_up(series, tx)
        if place is None:
            raise RuntimeError("a counter that was just laid is gone")
        return place

    async def _counted_up(self, series: str, tx: Transaction) -> int | None:
        last = number_counters.c.last
        count = number_counters.update().where(number_counters.c.series == series).values(last=last + 1)
        found: int | None = (await tx.connection.execute(count.returning(last))).scalar_one_or_none()
        return found
