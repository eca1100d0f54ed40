"""What happens to the TV feed: an item is released, corrected, withheld, restored, withdrawn, always under one id."""

from typing import Any

import structlog

from services.publisher.feed.counter import Counter, Counters
from services.publisher.feed.item import (
    Change,
    ChangeType,
    Enclosed,
    Entry,
    EntryRenderer,
    FeedItem,
    FeedItems,
    ItemStatus,
    StandingItem,
    as_notice,
    as_restored,
    slug_of,
    tag,
)
from services.publisher.feed.item_of_draft import item_of, signed_about
from services.publisher.feed.pace import PaceReleases
from services.publisher.stories.about import About, about
from services.publisher.stories.draft import Draft
from services.publisher.stories.story import Story
from shared.campaign import Campaign
from shared.database import Transaction

log = structlog.get_logger(__name__)


class ChangeFeed:
    """Implements `Feed`; each change takes a number and a moment under the locked counter."""

    def __init__(
        self,
        feed: FeedItems,
        counters: Counters,
        pace: PaceReleases,
        render: EntryRenderer,
        campaign: Campaign,
        authority: str,
    ) -> None:
        self._feed = feed
        self._counters = counters
        self._pace = pace
        self._render = render
        self._campaign = campaign
        self._authority = authority

    async def release(
        self, story: Story, draft: Draft, package: Enclosed, counter: Counter, tx: Transaction
    ) -> Counter:
        """A new item, or a correction of the one that stands. The caller holds and saves the counter."""
        counter = counter.next_change()
        before = await self._feed.of_story(story.id, tx)
        slug = before.slug if before else slug_of(story.submission.number)
        published = before.published if before else counter.at
        out = before is not None and before.status is not ItemStatus.CANCELED
        item = item_of(
            draft,
            signed_about(draft) or await self._about(story, draft, before, tx),
            id_=before.id if before else tag(self._authority, published, slug),
            slug=slug,
            version=before.version + 1 if before else 1,
            published=published,
            updated=counter.at,
            corrects=out,
        )
        standing = StandingItem(
            id=item.id,
            story_id=story.id,
            draft_id=draft.id,
            slug=slug,
            status=ItemStatus.USABLE,
            version=item.version,
            seq=counter.change,
            published=published,
            package=package.sha256,
            package_size=package.size,
        )
        await self._add(ChangeType.CORRECTED if out else ChangeType.RELEASED, item, standing, counter, tx)
        return counter

    async def _about(self, story: Story, draft: Draft, before: StandingItem | None, tx: Transaction) -> About:
        """Of a draft from before it was signed: a newer revision, perhaps rejected, must not speak for an older one."""
        shown = await self._feed.last_usable(before.id, tx) if before else None
        if shown is not None and draft.revision != story.submission.revision:
            return shown.about
        return about(story.submission, self._campaign)

    async def withdraw(self, draft: Draft, tx: Transaction) -> int | None:
        return await self._turn(draft, ItemStatus.CANCELED, tx)

    async def withhold(self, draft: Draft, tx: Transaction) -> int | None:
        return await self._turn(draft, ItemStatus.WITHHELD, tx)

    async def recall(self, draft: Draft, tx: Transaction) -> int | None:
        return await self._turn(draft, ItemStatus.WITHHELD, tx, recalled=True)

    async def restore(self, draft: Draft, package: Enclosed | None, tx: Transaction) -> int | None:
        return await self._turn(draft, ItemStatus.USABLE, tx, package=package)

    async def _turn(
        self,
        draft: Draft,
        status: ItemStatus,
        tx: Transaction,
        *,
        recalled: bool = False,
        package: Enclosed | None = None,
    ) -> int | None:
        standing = await self._feed.of_draft(draft.id, tx)
        if standing is None or standing.status is ItemStatus.CANCELED or (standing.status is status and not recalled):
            return None
        counter = (await self._pace.take_now(tx)).next_change()
        item = await self._next(standing, status, counter, tx, recalled=recalled)
        changed: dict[str, Any] = {"status": status, "version": item.version, "seq": counter.change}
        if package is not None:
            changed |= {"package": package.sha256, "package_size": package.size}
        await self._add(_TYPES[status], item, standing.model_copy(update=changed), counter, tx)
        await self._counters.save(counter, tx)
        return item.version

    async def _next(
        self, standing: StandingItem, status: ItemStatus, counter: Counter, tx: Transaction, *, recalled: bool
    ) -> FeedItem:
        shown = await self._feed.last_usable(standing.id, tx)
        if shown is None:
            raise LookupError(f"feed item {standing.id} has no version")
        version = standing.version + 1
        if status is ItemStatus.USABLE:
            return as_restored(shown, version, counter.at)
        return as_notice(shown, status, version, counter.at, recalled=recalled)

    async def _add(
        self, type_: ChangeType, item: FeedItem, standing: StandingItem, counter: Counter, tx: Transaction
    ) -> None:
        change = Change(seq=counter.change, type=type_, id=item.id, version=item.version, at=counter.at)
        await self._feed.add(change, Entry(item, self._render(item)), standing, tx)
        log.info("feed.changed", seq=change.seq, change=type_, item=item.id, version=item.version)


_TYPES = {
    ItemStatus.USABLE: ChangeType.RESTORED,
    ItemStatus.WITHHELD: ChangeType.WITHHELD,
    ItemStatus.CANCELED: ChangeType.WITHDRAWN,
}
