"""Gives each act of releasing a second of its own: strictly increasing, never ahead of the clock."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog

from services.publisher.feed.counter import SECOND, Counter, Counters
from shared.bus import TemporaryFailure
from shared.clock import Clock
from shared.database import Database, Transaction

log = structlog.get_logger(__name__)

PATIENCE_SECONDS = 30
"""More than a queue of acts explains: the clock was set back."""


class PaceReleases:
    """`wait` before the transaction, where it holds nobody up; `take` inside it, for certain."""

    def __init__(
        self,
        database: Database,
        counters: Counters,
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._database = database
        self._counters = counters
        self._clock = clock
        self._sleep = sleep
        self._promised: datetime | None = None
        """The last second given to somebody of this process who has yet to take it."""

    async def wait(self) -> None:
        """Returns when the caller's second has come. TemporaryFailure where that would take too long."""
        async with self._database.reading() as view:
            counter = await self._counters.look(view)
        now = self._clock.now()
        moment = counter.next_moment(now)
        if self._promised is not None and self._promised <= now + SECOND * PATIENCE_SECONDS:
            moment = max(moment, self._promised + SECOND)
        ahead = (moment - now).total_seconds()
        if ahead > PATIENCE_SECONDS:
            raise TemporaryFailure(f"时钟比上一次发布慢 {ahead:.0f} 秒，稍后再发布")
        self._promised = moment
        if ahead > 0:
            await self._sleep(ahead)

    async def take(self, tx: Transaction) -> Counter:
        """The locked counter with its new moment. Waits a second at most, where another process was quicker."""
        counter = await self._counters.locked(tx)
        moment = counter.next_moment(self._clock.now())
        while (ahead := (moment - self._clock.now()).total_seconds()) > 0:
            if ahead > 1:
                raise TemporaryFailure(f"时钟比上一次发布慢 {ahead:.0f} 秒，稍后再发布")
            await self._sleep(ahead)
        return counter.taken(moment)

    async def take_now(self, tx: Transaction) -> Counter:
        """For a withdrawal, which no wrong clock may hold up: rather a moment that is ahead of it."""
        counter = await self._counters.locked(tx)
        moment = counter.next_moment(self._clock.now())
        ahead = (moment - self._clock.now()).total_seconds()
        if ahead > 1:
            log.warning("release.clock_behind", seconds=round(ahead))
        elif ahead > 0:
            await self._sleep(ahead)
        return counter.taken(moment)
