"""The feed's log of changes, how each item stands now, and which media may be fetched."""

from typing import Any

import sqlalchemy as sa

from services.publisher.feed.item import Change, ChangeType, Entry, FeedItem, ItemStatus, MediaFile, StandingItem
from services.publisher.feed.storage.tables import feed_changes, feed_items, feed_media
from shared.database import Reading, Transaction
from shared.ids import DraftId, Sha256, StoryId

_STANDING = (
    sa.select(feed_changes.c.fields, feed_changes.c.entry)
    .join(feed_items, feed_items.c.seq == feed_changes.c.seq)
    .order_by(feed_changes.c.seq.desc())
)
"""How the items stand now, those that changed last first."""


class SqlFeedItems:
    """The rows behind the feed; each reading method sees what the last commit left."""

    async def of_story(self, story: StoryId, reading: Reading) -> StandingItem | None:
        return await self._standing(feed_items.c.story_id == story, reading)

    async def of_draft(self, draft: DraftId, reading: Reading) -> StandingItem | None:
        return await self._standing(feed_items.c.draft_id == draft, reading)

    async def named(self, name: str, reading: Reading) -> StandingItem | None:
        return await self._standing(sa.or_(feed_items.c.item == name, feed_items.c.slug == name), reading)

    async def last_usable(self, item: str, reading: Reading) -> FeedItem | None:
        question = (
            sa.select(feed_changes.c.fields).where(feed_changes.c.item == item).order_by(feed_changes.c.seq.desc())
        )
        for fields in (await reading.connection.execute(question)).scalars():
            found = FeedItem.model_validate(fields)
            if found.status is ItemStatus.USABLE:
                return found
        return None

    async def last_withdrawal(self, item: str, reading: Reading) -> int:
        question = sa.select(sa.func.max(feed_changes.c.version)).where(
            feed_changes.c.item == item, feed_changes.c.type == ChangeType.WITHDRAWN
        )
        return (await reading.connection.execute(question)).scalar_one() or 0

    async def add(self, change: Change, entry: Entry, standing: StandingItem, tx: Transaction) -> None:
        row = {
            "seq": change.seq,
            "type": change.type,
            "item": change.id,
            "version": change.version,
            "at": change.at,
            "fields": entry.item.model_dump(mode="json"),
            "entry": entry.atom,
        }
        await tx.connection.execute(sa.insert(feed_changes), row)
        await self._stand(standing, tx)
        await self._show(entry.item, tx)

    async def entry(self, item: str, version: int, reading: Reading) -> Entry | None:
        question = sa.select(feed_changes.c.fields, feed_changes.c.entry).where(
            feed_changes.c.item == item, feed_changes.c.version == version
        )
        row = (await reading.connection.execute(question)).one_or_none()
        return Entry(FeedItem.model_validate(row.fields), row.entry) if row else None

    async def newest(self, count: int, reading: Reading) -> list[Entry]:
        return await self._entries(_STANDING.limit(count), reading)

    async def withheld(self, reading: Reading) -> list[Entry]:
        return await self._entries(_STANDING.where(feed_items.c.status == ItemStatus.WITHHELD), reading)

    async def changes(self, after: int, count: int, reading: Reading) -> list[Change]:
        question = (
            sa.select(
                feed_changes.c.seq,
                feed_changes.c.type,
                feed_changes.c.item.label("id"),
                feed_changes.c.version,
                feed_changes.c.at,
            )
            .where(feed_changes.c.seq > after)
            .order_by(feed_changes.c.seq)
            .limit(count)
        )
        rows = (await reading.connection.execute(question)).mappings()
        return [Change.model_validate(dict(row)) for row in rows]

    async def media(self, sha256: str, reading: Reading) -> MediaFile | None:
        question = (
            sa.select(feed_media).where(feed_media.c.sha256 == sha256).order_by(feed_media.c.shown.desc()).limit(1)
        )
        row = (await reading.connection.execute(question)).one_or_none()
        return MediaFile(row.media_type, row.size, row.shown) if row else None

    @staticmethod
    async def _entries(question: sa.Select[Any], reading: Reading) -> list[Entry]:
        rows = (await reading.connection.execute(question)).all()
        return [Entry(FeedItem.model_validate(row.fields), row.entry) for row in rows]

    async def _standing(self, where: sa.ColumnElement[bool], reading: Reading) -> StandingItem | None:
        row = (await reading.connection.execute(sa.select(feed_items).where(where))).one_or_none()
        if row is None:
            return None
        return StandingItem(
            id=row.item,
            story_id=StoryId(row.story_id),
            draft_id=DraftId(row.draft_id),
            slug=row.slug,
            status=ItemStatus(row.status),
            version=row.version,
            seq=row.seq,
            published=row.published_at,
            package=Sha256(row.package),
            package_size=row.package_size,
        )

    @staticmethod
    async def _stand(standing: StandingItem, tx: Transaction) -> None:
        row: dict[str, Any] = {
            "item": standing.id,
            "story_id": standing.story_id,
            "draft_id": standing.draft_id,
            "slug": standing.slug,
            "status": standing.status,
            "version": standing.version,
            "seq": standing.seq,
            "published_at": standing.published,
            "package": standing.package,
            "package_size": standing.package_size,
        }
        update = sa.update(feed_items).where(feed_items.c.item == standing.id).values(row)
        if (await tx.connection.execute(update)).rowcount == 0:
            await tx.connection.execute(sa.insert(feed_items), row)

    @staticmethod
    async def _show(item: FeedItem, tx: Transaction) -> None:
        """What an item no longer shows is gone with the commit."""
        of_item = sa.update(feed_media).where(feed_media.c.item == item.id)
        await tx.connection.execute(of_item.values(shown=False))
        for media in {media.sha256: media for media in item.media}.values():
            row = {"media_type": media.media_type, "size": media.size, "shown": True}
            again = of_item.where(feed_media.c.sha256 == media.sha256).values(row)
            if (await tx.connection.execute(again)).rowcount == 0:
                await tx.connection.execute(sa.insert(feed_media), {"sha256": media.sha256, "item": item.id, **row})
