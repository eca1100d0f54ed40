"""What a subscriber may read beside the feed itself: the log of changes, single items, packages, media."""

from dataclasses import dataclass

from services.publisher.feed.counter import Counters
from services.publisher.feed.item import Change, Entry, FeedItem, FeedItems, ItemStatus, MediaFile, StandingItem
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


class ReadFeed:
    def __init__(self, database: Database, items: FeedItems, counters: Counters) -> None:
        self._database = database
        self._items = items
        self._counters = counters

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

    async def item(self, name: str, version: int | None) -> Entry:
        """The item as it stands, or as it was in that version; Gone for everything before a withdrawal."""
        async with self._database.reading() as view:
            standing = await self._standing(name, view)
            wanted = standing.version if version is None else version
            if await self._is_gone(standing, wanted, view):
                raise Gone
            entry = await self._items.entry(standing.id, wanted, view)
        if entry is None:
            raise Unknown
        return entry

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
