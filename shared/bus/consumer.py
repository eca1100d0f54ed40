"""One consumer, whichever bus brings its messages: read, prepare, one transaction of inbox and effect."""

import asyncio
import math
import time
from dataclasses import replace

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import StatementError
from structlog.contextvars import bound_contextvars

from shared.bus import inbox, metrics
from shared.bus.burial import bury
from shared.bus.decoding import decoded
from shared.bus.failures import PermanentFailure, TemporaryFailure
from shared.bus.ladder import Failed
from shared.bus.message import Message
from shared.bus.subscription import Preparation, Subscription
from shared.clock import Clock
from shared.contracts import Event
from shared.database import Database
from shared.killpoint import kill_point
from shared.supervision import asked_to_stop
from shared.tracing import traced

log = structlog.get_logger(__name__)

LONGEST_REASON = 500
PROBE_SECONDS = 3.0
AGAIN_SECONDS = 1.0


class Consumer:
    def __init__(self, subscription: Subscription, database: Database, clock: Clock) -> None:
        self.subscription = subscription
        self.database = database
        self._clock = clock

    @property
    def queue(self) -> str:
        return self.subscription.queue

    async def __call__(self, message: Message, patience_seconds: float = math.inf) -> Failed | None:
        """None: done, now or before, and to be acknowledged. Raises nothing but a cancellation that was meant.

        While its own database is away it waits: that is no fault of the message, and must not use up its attempts.
        Where its patience ends before that, it says so.
        """
        begun = time.monotonic()
        with bound_contextvars(consumer=self.queue, event_id=message.id[:64]):
            while failed := await self._tried(message):
                if failed.permanent or await self._database_is_there():
                    return failed
                if time.monotonic() - begun > patience_seconds:
                    log.warning("event.put_off")
                    return replace(failed, innocent=True)
                log.warning("event.waiting_for_database")
                await asyncio.sleep(AGAIN_SECONDS)
        return None

    async def bury(self, message: Message, reason: str) -> None:
        """Writes it into the owner's table of dead letters; a second time changes nothing."""
        async with self.database.transaction() as tx:
            await bury(self.queue, message, reason, self._clock.now(), tx)
        metrics.DEAD.labels(self.database.owner, self.queue).inc()
        log.error("event.dead", consumer=self.queue, event_id=message.id[:64], reason=reason)

    async def _tried(self, message: Message) -> Failed | None:
        try:
            await self._handle(message)
        except PermanentFailure as error:
            return self._failed(error, permanent=True)
        except (Exception, asyncio.CancelledError) as error:
            if asked_to_stop():
                raise asyncio.CancelledError from error
            return self._failed(error, permanent=False)
        return None

    async def _database_is_there(self) -> bool:
        try:
            async with asyncio.timeout(PROBE_SECONDS), self.database.reading() as view:
                await view.connection.execute(sa.select(sa.literal(1)))
        except Exception:  # noqa: BLE001  drivers say it in many ways
            return False
        return True

    async def _handle(self, message: Message) -> None:
        envelope, event = decoded(message, self.subscription.events)
        age = self._clock.now() - event.occurred_at
        metrics.AGE_SECONDS.labels(self.database.owner, self.queue).observe(max(0.0, age.total_seconds()))
        with bound_contextvars(type=envelope.type, subject=envelope.subject), traced(envelope.traceparent):
            if self.subscription.prepare and not await self._prepared(self.subscription.prepare, event):
                return
            async with self.database.transaction() as tx:
                if not await inbox.take(self.queue, event.event_id, self._clock.now(), tx):
                    metrics.HANDLED.labels(self.database.owner, self.queue, "seen_before").inc()
                    log.info("event.seen_before")
                    return
                await self.subscription.handle(event, tx)
            kill_point("consumer.after_effect_before_acknowledge")
            metrics.HANDLED.labels(self.database.owner, self.queue, "handled").inc()
            log.info("event.handled")

    async def _prepared(self, prepare: Preparation[Event], event: Event) -> bool:
        async with self.database.reading() as view:
            if await inbox.has_handled(self.queue, event.event_id, view):
                return False
        await prepare(event)
        return True

    def _failed(self, error: BaseException, *, permanent: bool) -> Failed:
        metrics.HANDLED.labels(self.database.owner, self.queue, "refused" if permanent else "failed").inc()
        expected = isinstance(error, PermanentFailure | TemporaryFailure)
        log.warning("event.failed", permanent=permanent, reason=_reason(error), exc_info=None if expected else error)
        return Failed(_reason(error), permanent=permanent)


def _reason(error: BaseException) -> str:
    """One line. Of a failed statement only the driver's words: its parameters may be a person's data."""
    told = error.orig if isinstance(error, StatementError) and error.orig else error
    first_line = (str(told).strip().splitlines() or [""])[0]
    named = isinstance(error, PermanentFailure | TemporaryFailure) and first_line
    return (first_line if named else f"{type(told).__name__}: {first_line}".rstrip(": "))[:LONGEST_REASON]
