"""Dead letters lie in a table of the consumer's owner, in both modes, until a person replays or discards them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import structlog

from shared.bus.inbox import take
from shared.bus.interface import Bus, DeadLetter
from shared.bus.message import Message
from shared.bus.tables import dead_letters, outbox, outbox_queue
from shared.clock import Clock
from shared.database import Database, Reading, Transaction
from shared.database.tables import UtcDateTime, insert_unless_there
from shared.widths import OPERATOR

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class DeadGroup:
    """Dead letters of one queue with one reason: usually one cause, repaired and replayed together."""

    queue: str
    reason: str
    count: int
    first_at: datetime
    last_at: datetime


class DeadLetters:
    """All owners' dead letters, for the command line and the operators' pages."""

    def __init__(self, databases: Sequence[Database], bus: Bus, clock: Clock) -> None:
        self.databases = databases
        self._bus = bus
        self._clock = clock

    async def page(
        self, queue: str | None = None, reason: str | None = None, *, after: str | None = None, limit: int = 100
    ) -> list[DeadLetter]:
        """Those that wait for a person, the longest dead first; `after` is the last id of the page before."""
        rows = sa.select(dead_letters).where(_waiting(queue, reason)).limit(limit)
        rows = rows.order_by(dead_letters.c.died_at, dead_letters.c.id)
        if after and (last := await self.get(after)):
            place = sa.tuple_(dead_letters.c.died_at, dead_letters.c.id)
            rows = rows.where(place > sa.tuple_(sa.literal(last.died_at, UtcDateTime), sa.literal(last.id)))
        found: list[DeadLetter] = []
        for database in self.databases:
            async with database.reading() as view:
                found += [_letter(row) for row in await view.connection.execute(rows)]
        return sorted(found, key=lambda letter: (letter.died_at, letter.id))[:limit]

    async def get(self, letter_id: str) -> DeadLetter | None:
        """Also one that was replayed: what became of it stays readable."""
        for database in self.databases:
            async with database.reading() as view:
                if letter := await _read(letter_id, view):
                    return letter
        return None

    async def groups(self) -> list[DeadGroup]:
        """The most numerous first."""
        found: list[DeadGroup] = []
        table = dead_letters.c
        rows = (
            sa.select(
                table.queue, table.reason, sa.func.count(), sa.func.min(table.died_at), sa.func.max(table.died_at)
            )
            .where(_waiting())
            .group_by(table.queue, table.reason)
        )
        for database in self.databases:
            async with database.reading() as view:
                found += [DeadGroup(*row) for row in await view.connection.execute(rows)]
        return sorted(found, key=lambda group: (-group.count, group.queue, group.reason))

    async def counts(self) -> dict[str, int]:
        """By queue; a queue that has none is absent."""
        counts: dict[str, int] = {}
        rows = sa.select(dead_letters.c.queue, sa.func.count()).where(_waiting()).group_by(dead_letters.c.queue)
        for database in self.databases:
            async with database.reading() as view:
                for queue, count in await view.connection.execute(rows):
                    counts[queue] = counts.get(queue, 0) + count
        return counts

    async def replay(self, letter_id: str, by: str) -> bool:
        """Puts it back into its own queue, no other. False if there is none that waits.

        Sent before it is marked: a crash in between sends it twice, and the inbox makes that once.
        """
        for database in self.databases:
            async with database.transaction() as tx:
                letter = await _read(letter_id, tx, waiting=True)
                if letter is None:
                    continue
                if letter.queue == outbox_queue(database.owner):
                    await _put_back(letter, tx)
                else:
                    await self._bus.deliver(letter.queue, _message(letter).replayed(by))
                    mark = sa.update(dead_letters).where(dead_letters.c.id == letter_id)
                    await tx.connection.execute(mark.values(replayed_at=self._clock.now(), replayed_by=by[:OPERATOR]))
            log.info("dead_letter.replayed", letter=letter_id, queue=letter.queue, event_id=letter.event_id, by=by)
            return True
        return False

    async def discard(self, letter_id: str, by: str) -> bool:
        """Removes it for good. False if there is none that waits.

        The consumer is done with the event from then on: it no longer waits in its queue, nor would it have an effect.
        """
        for database in self.databases:
            async with database.transaction() as tx:
                letter = await _read(letter_id, tx, waiting=True)
                if letter is None:
                    continue
                await tx.connection.execute(sa.delete(dead_letters).where(dead_letters.c.id == letter_id))
                await take(letter.queue, letter.event_id, self._clock.now(), tx)
            log.warning("dead_letter.discarded", letter=letter_id, queue=letter.queue, event_id=letter.event_id, by=by)
            return True
        return False


async def _put_back(letter: DeadLetter, tx: Transaction) -> None:
    """What never left its outbox waits there once more; as unreadable as before, it is a dead letter again."""
    row = insert_unless_there(tx.connection, outbox).values(
        id=letter.event_id,
        type=letter.event_type,
        subject=letter.subject,
        body=letter.body,
        created_at=letter.died_at,
    )
    await tx.connection.execute(row)  # after a month it has been pruned
    await tx.connection.execute(sa.update(outbox).where(outbox.c.id == letter.event_id).values(published_at=None))
    await tx.connection.execute(sa.delete(dead_letters).where(dead_letters.c.id == letter.id))


def _message(letter: DeadLetter) -> Message:
    return Message(letter.event_id, letter.body, letter.headers)


def _waiting(queue: str | None = None, reason: str | None = None) -> sa.ColumnElement[bool]:
    conditions: list[sa.ColumnElement[bool]] = [dead_letters.c.replayed_at.is_(None)]
    if queue is not None:
        conditions.append(dead_letters.c.queue == queue)
    if reason is not None:
        conditions.append(dead_letters.c.reason == reason)
    return sa.and_(*conditions)


async def _read(letter_id: str, view: Reading, *, waiting: bool = False) -> DeadLetter | None:
    row = sa.select(dead_letters).where(dead_letters.c.id == letter_id)
    if waiting:
        row = row.where(_waiting()).with_for_update()
    found = (await view.connection.execute(row)).first()
    return _letter(found) if found else None


def _letter(row: sa.Row[Any]) -> DeadLetter:
    return DeadLetter(**row._mapping)  # noqa: SLF001  public in spite of its name
