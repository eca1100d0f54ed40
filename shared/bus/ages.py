"""How long a queue's oldest event has waited, where the broker does not tell: kept outbox rows against the inbox."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from shared.bus.subscribed import since_when
from shared.bus.subscription import Subscription
from shared.bus.tables import dead_letters, inbox, outbox
from shared.clock import Clock
from shared.database import Database

CHUNK = 500
LATE_COMMITS = timedelta(minutes=2)
"""Rows become visible this much later than they say at most: so far back a look starts again."""


@dataclass(frozen=True)
class Consuming:
    """A queue, what it takes, and whose inbox it writes."""

    subscription: Subscription
    database: Database


class OldestAges:
    """Remembers up to where everything was handled, so that a look reads what is new and no more."""

    def __init__(self, databases: Sequence[Database], consumers: Sequence[Consuming], clock: Clock) -> None:
        self._databases = databases
        self._consumers = consumers
        self._clock = clock
        self._since: dict[str, Mapping[str, datetime]] = {}

    @property
    def queues(self) -> set[str]:
        """All that there are, whether or not anything waits in them."""
        return {consumer.subscription.queue for consumer in self._consumers}

    async def __call__(self, queue: str) -> float | None:
        """Seconds; None if nothing waits, or the queue is not known here."""
        consumer = next((one for one in self._consumers if one.subscription.queue == queue), None)
        if consumer is None:
            return None
        since = self._since.get(queue) or await self._beginning(consumer)
        waiting = [await self._oldest(database, consumer, since) for database in self._databases]
        oldest = min((at for at in waiting if at), default=None)
        handled = (oldest or self._clock.now()) - LATE_COMMITS
        self._since[queue] = {type_: max(at, handled) for type_, at in since.items()}
        return max(0.0, (self._clock.now() - oldest).total_seconds()) if oldest else None

    async def _beginning(self, consumer: Consuming) -> Mapping[str, datetime]:
        """By type; where nobody told when the queue began to take it, what is said from now on counts."""
        async with consumer.database.reading() as view:
            known = await since_when(consumer.subscription.queue, view)
        unknown = self._clock.now() - LATE_COMMITS
        return {event.type: known.get(event.type, unknown) for event in consumer.subscription.events}

    async def _oldest(self, database: Database, consumer: Consuming, since: Mapping[str, datetime]) -> datetime | None:
        wanted = [sa.and_(outbox.c.type == type_, outbox.c.created_at >= at) for type_, at in since.items()]
        place = sa.tuple_(outbox.c.created_at, outbox.c.id)
        rows = (
            sa.select(outbox.c.id, outbox.c.created_at)
            .where(sa.or_(*wanted))
            .order_by(outbox.c.created_at, outbox.c.id)
            .limit(CHUNK)
        )
        last: tuple[datetime, str] | None = None
        while True:
            async with database.reading() as view:
                page = rows if last is None else rows.where(place > sa.tuple_(*_literals(last)))
                found = (await view.connection.execute(page)).all()
            settled = await self._settled(consumer, [row.id for row in found])
            missing = next((row.created_at for row in found if row.id not in settled), None)
            if missing or len(found) < CHUNK:
                return missing
            last = (found[-1].created_at, found[-1].id)

    @staticmethod
    async def _settled(consumer: Consuming, ids: Sequence[str]) -> set[str]:
        """Handled, or dead: a dead letter waits for a person, not in the queue."""
        queue = consumer.subscription.queue
        done = sa.select(inbox.c.event_id).where(inbox.c.consumer == queue, inbox.c.event_id.in_(ids))
        dead = sa.select(dead_letters.c.event_id).where(
            dead_letters.c.queue == queue, dead_letters.c.replayed_at.is_(None), dead_letters.c.event_id.in_(ids)
        )
        async with consumer.database.reading() as view:
            return set((await view.connection.execute(sa.union(done, dead))).scalars())


def _literals(place: tuple[datetime, str]) -> tuple[sa.ColumnElement[datetime], sa.ColumnElement[str]]:
    return sa.literal(place[0], outbox.c.created_at.type), sa.literal(place[1])
