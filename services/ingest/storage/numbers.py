"""Running numbers, one row a series."""

import sqlalchemy as sa

from services.ingest.storage.tables import number_counters
from shared.database import Transaction
from shared.database.tables import insert_unless_there


class StoredNumbers:
    async def next(self, series: str, tx: Transaction) -> int:
        """The row stays locked until the end of the transaction, so the next one waits."""
        await tx.connection.execute(insert_unless_there(tx.connection, number_counters).values(series=series, last=0))
        of_series = number_counters.c.series == series
        await tx.connection.execute(number_counters.update().where(of_series).values(last=number_counters.c.last + 1))
        found = await tx.connection.execute(sa.select(number_counters.c.last).where(of_series))
        return int(found.scalar_one())
