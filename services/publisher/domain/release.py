"""The rules of releasing: what may go out, and when. A release is exactly what was signed, never formatted again."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, Self

from services.publisher.domain.content import content_hash
from services.publisher.domain.draft import Act, Draft
from services.publisher.domain.story import Story
from shared.contracts.words import ContentType, DraftState
from shared.database import Reading, Transaction
from shared.ids import DraftId, Sha256, StoryId
from shared.words import STAGES

SECOND = timedelta(seconds=1)


class ReleaseKind(StrEnum):
    RELEASE = "release"
    CORRECTION = "correction"


@dataclass(frozen=True)
class Counter:
    """Where the numbers stand. One row, locked by whoever releases: so they have no gap and become visible in order."""

    sequence: int
    """The newest release."""
    change: int
    """The newest change of the TV feed."""
    at: datetime
    """The moment of the newest act, in whole seconds."""

    def next_moment(self, now: datetime) -> datetime:
        """The second in which the next act may happen; ahead of `now` where this second is already taken."""
        return max(now.replace(microsecond=0), self.at + SECOND)

    def taken(self, moment: datetime) -> Self:
        return replace(self, at=moment)

    def next_release(self) -> Self:
        return replace(self, sequence=self.sequence + 1)

    def next_change(self) -> Self:
        return replace(self, change=self.change + 1)


@dataclass(frozen=True)
class Release:
    sequence: int
    draft_id: DraftId
    story_id: StoryId
    content_type: ContentType
    version: int
    """The draft's version that was signed."""
    content_hash: Sha256
    kind: ReleaseKind
    package: Sha256
    package_size: int
    released_at: datetime


class Releases(Protocol):
    async def counter(self, tx: Transaction) -> Counter:
        """Locked until the transaction ends."""
        ...

    async def look(self, reading: Reading) -> Counter:
        """Without a lock."""
        ...

    async def save_counter(self, counter: Counter, tx: Transaction) -> None: ...

    async def add(self, release: Release, tx: Transaction) -> None: ...


class NotAsSigned(Exception):  # noqa: N818  a fact, and one that should never be
    """The stored draft is not what the signatures cover: promises 3 and 4 stop it here, whatever led to it."""


def overtaken(draft: Draft, signed_version: int | None) -> bool:
    """Whether the draft has moved on since the event: released, held, withdrawn, edited. No fault, nothing to do."""
    return draft.state is not DraftState.SIGNED_OFF or draft.version != signed_version


def assert_as_signed(story: Story, draft: Draft) -> None:
    """NotAsSigned unless the stored strings and media are those that every stage has signed, each by another person."""
    if content_hash(draft.content_type, draft.content, draft.posted) != draft.content_hash:
        raise NotAsSigned(f"稿件 {draft.id} 的内容与签发时的哈希不符，未发布")
    reviews = {signature.stage: signature for signature in draft.signatures if signature.act is Act.REVIEW}
    missing = [STAGES[stage] for stage in story.stages if stage not in reviews]
    if missing:
        raise NotAsSigned(f"稿件 {draft.id} 缺少{'、'.join(missing)}签字，未发布")
    if len({review.by for review in reviews.values()}) < len(reviews):
        raise NotAsSigned(f"稿件 {draft.id} 的各审级不是由不同人员签字，未发布")


def kind_of(story: Story, draft: Draft) -> ReleaseKind:
    """What is already out, in this draft or in the one it replaces, is corrected, not released a second time."""
    out_before = draft.released is not None or (draft.replaces is not None and story.draft(draft.replaces).is_out)
    return ReleaseKind.CORRECTION if out_before else ReleaseKind.RELEASE
