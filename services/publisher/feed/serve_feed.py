"""The feed's document, ready in memory. Every replica builds the same bytes of the same change."""

import asyncio
import gzip
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from services.publisher.feed.addresses import Addresses
from services.publisher.feed.counter import SECOND, Counter, Counters
from services.publisher.feed.item import Entry, FeedItems, Stamp, Stamps
from shared.clock import Clock
from shared.database import Database

log = structlog.get_logger(__name__)

NEWEST = 50
PATH = "feed.atom"


class DocumentRenderer(Protocol):
    def __call__(self, title: str, id_: str, entries: Sequence[bytes], updated: datetime | None) -> bytes: ...


@dataclass(frozen=True)
class Ready:
    """One generation of a document, for a reader on the open path."""

    seq: int
    body: bytes
    compressed: bytes
    digest: str
    written_at: datetime
    template: bytes
    """The same before the reader's addresses were put in."""

    def at(self, addresses: Addresses) -> bytes:
        return addresses.here(self.template)


class ServeFeed:
    def __init__(
        self,
        database: Database,
        items: FeedItems,
        counters: Counters,
        stamps: Stamps,
        render: DocumentRenderer,
        clock: Clock,
        *,
        title: str,
        id_: str,
        addresses: Addresses,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._database = database
        self._items = items
        self._counters = counters
        self._stamps = stamps
        self._render = render
        self._clock = clock
        self._title = title
        self._id = id_
        self._addresses = addresses
        self._sleep = sleep
        self._ready: Ready | None = None
        self._building = asyncio.Lock()

    async def __call__(self) -> Ready:
        """As of the last commit anywhere: one small read tells whether anything has changed."""
        async with self._database.reading() as view:
            head = (await self._counters.look(view)).change
        if self._ready is not None and self._ready.seq >= head:
            return self._ready
        async with self._building:
            if self._ready is None or self._ready.seq < head:
                self._ready = await self._build()
            return self._ready

    async def _build(self) -> Ready:
        while True:
            async with self._database.reading() as view:
                counter = await self._counters.look(view)
                entries = await self._items.newest(NEWEST, view)
            template = self._render(self._title, self._id, [entry.atom for entry in entries], _updated(entries))
            body = self._addresses.here(template)
            digest = hashlib.sha256(body).hexdigest()
            if written_at := await self._stamped(counter, digest):
                log.info("feed.written", seq=counter.change, entries=len(entries), size=len(body))
                return Ready(counter.change, body, gzip.compress(body, mtime=0), digest, written_at, template)

    async def _stamped(self, counter: Counter, digest: str) -> datetime | None:
        """When these bytes came to be; None where a newer change has overtaken them.

        A change has a second of its own, so usually it is that one. Bytes that differ for another reason (a new
        version of the program, another address) must advance `Last-Modified` as well, and never into the future.
        """
        while True:
            async with self._database.transaction() as tx:
                last = await self._stamps.locked(PATH, tx)
                if last is not None and last.digest == digest:
                    return last.written_at
                if last is not None and last.seq > counter.change:
                    return None
                moment = max(counter.at, last.written_at + SECOND) if last else counter.at
                ahead = (moment - self._clock.now()).total_seconds()
                if ahead <= 0 or ahead > 1:  # more than that is a clock set back, which nobody should wait for
                    await self._stamps.save(PATH, Stamp(counter.change, digest, moment), tx)
                    return moment
            await self._sleep(ahead)


def _updated(entries: Sequence[Entry]) -> datetime | None:
    return entries[0].item.updated if entries else None
