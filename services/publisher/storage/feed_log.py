"""The feed's log of changes, how each item stands now, and which media may be fetched."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from services.publisher.domain.feed import Change, FeedItem, ItemStatus, StandingItem
from services.publisher.storage.release_tables import feed_changes, feed_items, feed_media
from shared.database import Reading, Transaction
from shared.ids import DraftId, Sha256, StoryId


@dataclass(frozen=True)
class Entry:
    """One version of an item, ready to be joined into a document."""

    item: FeedItem
    atom: bytes


@dataclass(frozen=True)
class MediaFile:
    media_type: str
    size: int


class SqlFeedLog:
    async def of_story(self, story: StoryId, reading: Reading) -> StandingItem | None:
        return await self._standing(feed_items.c.story_id == story, reading)

    async def of_draft(self, draft: DraftId, reading: Reading) -> StandingItem | None:
        return await self._standing(feed_items.c.draft_id == draft, reading)

    async def named(self, name: str, reading: Reading) -> StandingItem | None:
        """By its id or by its short form."""
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

    async def add(self, change: Change, item: FeedItem, entry: bytes, standing: StandingItem, tx: Transaction) -> None:
        row = {
            "seq": change.seq,
            "type": change.type,
            "item": change.id,
            "version": change.version,
            "at": change.at,
            "fields": item.model_dump(mode="json"),
            "entry": entry,
        }
        await tx.connection.execute(sa.insert(feed_changes), row)
        await self._stand(standing, tx)
        await self._allow(item, tx)

    async def entry(self, item: str, version: int, reading: Reading) -> Entry | None:
        question = sa.select(feed_changes.c.fields, feed_changes.c.entry).where(
            feed_changes.c.item == item, feed_changes.c.version == version
        )
        row = (await reading.connection.execute(question)).one_or_none()
        return row and Entry(FeedItem.model_validate(row.fields), row.entry)

    async def newest_entries(self, count: int, reading: Reading) -> list[Entry]:
        """How the newest items stand, newest first."""
        question = (
            sa.select(feed_changes.c.fields, feed_changes.c.entry)
            .join(feed_items, feed_items.c.seq == feed_changes.c.seq)
            .order_by(feed_changes.c.seq.desc())
            .limit(count)
        )
        rows = (await reading.connection.execute(question)).all()
        return [Entry(FeedItem.model_validate(row.fields), row.entry) for row in rows]

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
        """None where no item that may be used shows it now."""
        question = sa.select(feed_media.c.media_type, feed_media.c.size).where(feed_media.c.sha256 == sha256).limit(1)
        row = (await reading.connection.execute(question)).one_or_none()
        return row and MediaFile(row.media_type, row.size)

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
    async def _allow(item: FeedItem, tx: Transaction) -> None:
        """What an item no longer shows is gone with the commit."""
        await tx.connection.execute(sa.delete(feed_media).where(feed_media.c.item == item.id))
        rows = {
            media.sha256: {
                "sha256": media.sha256,
                "item": item.id,
                "media_type": media.media_type,
                "size": media.size,
            }
            for media in item.media
        }
        if rows:
            await tx.connection.execute(sa.insert(feed_media), list(rows.values()))


class SqlFeedDocuments:
    """When the bytes of each document last changed: one answer for every replica."""
