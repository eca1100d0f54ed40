"""Since when a queue takes a type of event: what was said of it before never came into the queue."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from shared.bus.subscription import Subscription
from shared.bus.tables import inbox, subscribed
from shared.database import Reading, Transaction
from shared.database.tables import insert_unless_there


async def remember(subscriptions: Sequence[Subscription], now: datetime, tx: Transaction) -> None:
    """To be called once they are declared; repeatable. A type that is no longer taken is forgotten."""
    for subscription in subscriptions:
        queue, types = subscription.queue, [event.type for event in subscription.events]
        since = now if await since_when(queue, tx) else await _first_deed(queue, tx) or now
        others = sa.and_(subscribed.c.queue == queue, subscribed.c.type.not_in(types))
        await tx.connection.execute(sa.delete(subscribed).where(others))
        for type_ in types:
            row = {"queue": queue, "type": type_, "since": since}
            await tx.connection.execute(insert_unless_there(tx.connection, subscribed).values(row))


async def since_when(queue: str, view: Reading) -> dict[str, datetime]:
    rows = sa.select(subscribed.c.type, subscribed.c.since).where(subscribed.c.queue == queue)
    return {row.type: row.since for row in await view.connection.execute(rows)}


async def _first_deed(queue: str, view: Reading) -> datetime | None:
    """The best guess for a queue that is older than this table."""
    first = sa.select(sa.func.min(inbox.c.handled_at)).where(inbox.c.consumer == queue)
    at: datetime | None = (await view.connection.execute(first)).scalar_one()
    return at
