"""What a subscriber may read beside the feed itself: the log of changes, single items, packages, media."""

from dataclasses import dataclass
from datetime import datetime

from services.publisher.feed.counter import Counters
from services.publisher.feed.item import (
    Change,
    EntryRenderer,
    FeedItem,
    FeedItems,
    ItemStatus,
    MediaFile,
    StandingItem,
    as_older,
)
from shared.database import Database, Reading
from shared.ids import Sha256


class Gone(Exception):  # noqa: N818  the word of HTTP
    """It was there, and was withdrawn."""


class Unknown(Exception):  # noqa: N818
    """It was never there."""


@dataclass(frozen=True)
class ChangePage:
    items: list[Change]
    next: int
    """What to ask for next."""
    head: int
    """The newest number there is."""


@dataclass(frozen=True)
class Shown:
    """One version of an item as somebody gets it."""

    item: FeedItem
    atom: bytes
    written_at: datetime
    """When these bytes came to be: of an older version, when that came which it names."""


class ReadFeed:
    def __init__(self, database: Database, items: FeedItems, counters: Counters, render: EntryRenderer) -> None:
        self._database = database
        self._items = items
        self._counters = counters
        self._render = render

    async def changes(self, after: int, count: int) -> ChangePage:
        """In order, without a gap. Who is ahead of us, because we were restored from a backup, starts at our head."""
        async with self._database.reading() as view:
            head = (await self._counters.look(view)).change
            items = await self._items.changes(after, count, view)
        return ChangePage(items, next=items[-1].seq if items else min(after, head), head=head)

    async def newest(self, count: int) -> list[FeedItem]:
        """How the items stand that changed last, newest first."""
        async with self._database.reading() as view:
            return [entry.item for entry in await self._items.newest(count, view)]

    async def recalled(self) -> list[FeedItem]:
        """All that their units took back and about which nobody has decided yet, however long ago that was."""
        async with self._database.reading() as view:
            return [entry.item for entry in await self._items.withheld(view) if entry.item.recalled]

    async def item(self, name: str, version: int | None) -> Shown:
        """The item as it stands; or as it was in that version, naming the newer. Gone for everything before a
        withdrawal.
        """
        async with self._database.reading() as view:
            standing = await self._standing(name, view)
            wanted = standing.version if version is None else version
            if await self._is_gone(standing, wanted, view):
                raise Gone
            entry = await self._items.entry(standing.id, wanted, view)
            newest = await self._items.entry(standing.id, standing.version, view)
        if entry is None or newest is None:
            raise Unknown
        if wanted == standing.version:
            return Shown(entry.item, entry.atom, entry.item.updated)
        older = as_older(entry.item, standing.version)
        return Shown(older, self._render(older), newest.item.updated)

    async def package(self, name: str) -> tuple[Sha256, int]:
        """The file and its size."""
        async with self._database.reading() as view:
            standing = await self._standing(name, view)
        if standing.status is not ItemStatus.USABLE:
            raise Gone
        return standing.package, standing.package_size

    async def media(self, sha256: str) -> MediaFile:
        async with self._database.reading() as view:
            media = await self._items.media(sha256, view)
        if media is None:
            raise Unknown
        if not media.shown:
            raise Gone
        return media

    async def _standing(self, name: str, view: Reading) -> StandingItem:
        standing = await self._items.named(name, view)
        if standing is None:
            raise Unknown
        return standing

    async def _is_gone(self, standing: StandingItem, version: int, view: Reading) -> bool:
        if standing.status is not ItemStatus.USABLE and version < standing.version:
            return True
        return version < await self._items.last_withdrawal(standing.id, view)
