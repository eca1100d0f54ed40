"""When the bytes of each document of the feed last changed: one answer for every replica."""

from datetime import UTC, datetime

import sqlalchemy as sa

from services.publisher.feed.item import Stamp
from services.publisher.feed.storage.tables import feed_documents
from shared.database import Transaction
from shared.database.tables import insert_unless_there

_NEVER = {"seq": -1, "digest": "", "written_at": datetime(2000, 1, 1, tzinfo=UTC)}


class SqlStamps:
    async def locked(self, path: str, tx: Transaction) -> Stamp | None:
        await tx.connection.execute(insert_unless_there(tx.connection, feed_documents), {"path": path, **_NEVER})
        question = sa.select(feed_documents).where(feed_documents.c.path == path).with_for_update()
        row = (await tx.connection.execute(question)).one()
        return Stamp(row.seq, row.digest, row.written_at) if row.digest else None

    async def save(self, path: str, stamp: Stamp, tx: Transaction) -> None:
        change = sa.update(feed_documents).where(feed_documents.c.path == path)
        await tx.connection.execute(change.values(stamp.__dict__))
