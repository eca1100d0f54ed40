"""What a consumer has done, so that it does it once."""

from datetime import datetime

import sqlalchemy as sa

from shared.bus.tables import inbox
from shared.database import Reading, Transaction
from shared.database.tables import insert_unless_there


async def has_handled(consumer: str, event_id: str, view: Reading) -> bool:
    row = sa.select(inbox.c.event_id).where(inbox.c.consumer == consumer, inbox.c.event_id == event_id)
    return (await view.connection.execute(row)).first() is not None


async def take(consumer: str, event_id: str, at: datetime, tx: Transaction) -> bool:
    """False if it was handled before. A twin in another replica waits here until the first has decided."""
    row = insert_unless_there(tx.connection, inbox).values(consumer=consumer, event_id=event_id, handled_at=at)
    return bool((await tx.connection.execute(row)).rowcount)
