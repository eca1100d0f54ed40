"""The one row that gives releases and changes of the feed their numbers and their moments."""

import sqlalchemy as sa

from services.publisher.feed.counter import Counter
from services.publisher.feed.storage.tables import release_counter
from shared.database import Reading, Transaction

_THE_ROW = sa.select(release_counter).where(release_counter.c.id == 1)


class SqlCounters:
    async def locked(self, tx: Transaction) -> Counter:
        return _counter((await tx.connection.execute(_THE_ROW.with_for_update())).one())

    async def look(self, reading: Reading) -> Counter:
        return _counter((await reading.connection.execute(_THE_ROW)).one())

    async def save(self, counter: Counter, tx: Transaction) -> None:
        change = sa.update(release_counter).where(release_counter.c.id == 1)
        await tx.connection.execute(change, counter.__dict__)


def _counter(row: sa.Row[tuple[object, ...]]) -> Counter:
    return Counter(row.sequence, row.change, row.at)
