"""What was signed goes out, exactly as it was signed."""

from collections.abc import Sequence

import structlog

from services.publisher.feed.change_feed import ChangeFeed
from services.publisher.feed.counter import Counter, Counters
from services.publisher.feed.pace import PaceReleases
from services.publisher.releasing.delivery import delivered
from services.publisher.releasing.edition import Editions
from services.publisher.releasing.packages.make_packages import MakePackages
from services.publisher.releasing.packages.package import Package, Packages
from services.publisher.releasing.release import (
    NotAsSigned,
    Release,
    ReleaseKind,
    Releases,
    assert_as_recorded,
    assert_as_signed,
    kind_of,
    overtaken,
)
from services.publisher.stories.approvals import fallen_signers
from services.publisher.stories.draft import Draft
from services.publisher.stories.ledger.ended_drafts import line_of_ended
from services.publisher.stories.ledger.entry import Action, Entry, ReadableLedger, entry
from services.publisher.stories.store import Stories
from services.publisher.stories.story import Story
from shared.bus import Outbox, PermanentFailure, TemporaryFailure
from shared.clock import Clock
from shared.contracts.stories import DraftReleased, DraftSignedOff, ReleasedItem
from shared.contracts.words import ContentType
from shared.database import Transaction
from shared.killpoint import kill_point

log = structlog.get_logger(__name__)


class ReleaseDrafts:
    """Twice is no harm: after the first time the draft is no longer `signed_off` in that version."""

    def __init__(
        self,
        stories: Stories,
        releases: Releases,
        counters: Counters,
        packages: Packages,
        editions: Editions,
        make_packages: MakePackages,
        feed: ChangeFeed,
        ledger: ReadableLedger,
        outbox: Outbox,
        pace: PaceReleases,
        clock: Clock,
    ) -> None:
        self._stories = stories
        self._releases = releases
        self._counters = counters
        self._packages = packages
        self._editions = editions
        self._make_packages = make_packages
        self._feed = feed
        self._ledger = ledger
        self._outbox = outbox
        self._pace = pace
        self._clock = clock

    async def prepare(self, event: DraftSignedOff) -> None:
        await self._make_packages(event)
        kill_point("release.after_package_before_commit")
        await self._pace.wait()

    async def __call__(self, event: DraftSignedOff, tx: Transaction) -> None:
        story = await self._stories.get(event.story.id, tx)
        if story is None:
            raise PermanentFailure(f"没有稿件 {event.story.number}")
        entries = [entry for entry, _ in await self._ledger.of_story(story.id, tx)]
        ready = [(draft, await self._package(draft, tx)) for draft in _to_release(story, event, entries)]
        if not ready:
            return
        before = story
        corrections = tuple(draft.id for draft, _ in ready if story.corrects(draft))
        counter = await self._pace.take(tx)
        items: list[ReleasedItem] = []
        for draft, package in ready:
            counter = counter.next_release()
            story, counter = await self._release(story, draft, package, counter, tx)
            items.append(_item(draft, counter))
        await self._counters.save(counter, tx)
        await self._stories.save(story, tx)
        await self._outbox.add(
            DraftReleased(
                story=story.status(),
                drafts=tuple(item.draft for item in items),
                items=tuple(items),
                corrections=corrections,
                signers=fallen_signers(before, story),
                occurred_at=self._clock.now(),
            ),
            tx,
        )
        kill_point("release.after_effect_before_commit")

    async def _package(self, draft: Draft, tx: Transaction) -> Package:
        package = await self._packages.of(draft.id, draft.version, tx)
        edition = await self._editions.following(draft, tx)
        if package is None or not package.holds(draft) or package.edition != edition:
            # It was signed, or pulled or put back, after the preparation had looked: the next attempt prepares it.
            raise TemporaryFailure(f"稿件 {draft.id} 的发布包尚未备好")
        return package

    async def _release(
        self, story: Story, draft: Draft, package: Package, counter: Counter, tx: Transaction
    ) -> tuple[Story, Counter]:
        release = Release(
            sequence=counter.sequence,
            draft_id=draft.id,
            story_id=story.id,
            content_type=draft.content_type,
            version=draft.version,
            content_hash=draft.content_hash,
            kind=kind_of(story, draft),
            package=package.sha256,
            package_size=package.size,
            released_at=counter.at,
        )
        await self._releases.add(release, tx)
        if draft.content_type is ContentType.TV_ITEM:
            counter = await self._feed.release(story, draft, package, counter, tx)
        before = story.draft(draft.replaces) if draft.replaces else None
        story = delivered(story, draft.id, counter.at, package.edition or 0)
        action = Action.CORRECTED if release.kind is ReleaseKind.CORRECTION else Action.RELEASED
        details = {"sequence": release.sequence, "version": release.version, "package": release.package}
        await self._ledger.add(entry(action, story, at=counter.at, draft=draft, details=details), tx)
        if before is not None and (ended := story.draft(before.id)) != before:
            await self._ledger.add(line_of_ended(Action.SUPERSEDED, story, before, ended, counter.at), tx)
        log.info("draft.released", draft=draft.id, sequence=release.sequence, kind=release.kind)
        return story, counter


def _to_release(story: Story, event: DraftSignedOff, entries: Sequence[Entry]) -> list[Draft]:
    versions = {draft.id: draft.version for draft in event.story.drafts}
    ready = []
    for draft in story.drafts:
        if draft.id not in event.drafts:
            continue
        if overtaken(draft, versions.get(draft.id)):
            log.info("release.overtaken", draft=draft.id, state=draft.state, version=draft.version)
            continue
        try:
            assert_as_signed(story, draft)
            assert_as_recorded(draft, entries)
        except NotAsSigned as refusal:
            raise PermanentFailure(str(refusal)) from refusal
        ready.append(draft)
    return ready


def _item(draft: Draft, counter: Counter) -> ReleasedItem:
    return ReleasedItem(
        draft=draft.id,
        content_type=draft.content_type,
        sequence=counter.sequence,
        content_hash=draft.content_hash,
        released_at=counter.at,
    )
