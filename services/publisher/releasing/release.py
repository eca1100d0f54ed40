"""The rules of releasing: what may go out, and when. A release is exactly what was signed, never formatted again."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from services.publisher.reviewing.may_review import blocked
from services.publisher.stories.content import content_hash
from services.publisher.stories.draft import Act, Draft
from services.publisher.stories.ledger.agreement import contradiction
from services.publisher.stories.ledger.entry import Entry
from services.publisher.stories.story import Story
from shared.contracts.words import ContentType, DraftState, Stage
from shared.database import Reading, Transaction
from shared.ids import AccountId, DraftId, Sha256, StoryId
from shared.words import STAGES


class ReleaseKind(StrEnum):
    RELEASE = "release"
    CORRECTION = "correction"


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
    async def add(self, release: Release, tx: Transaction) -> None: ...

    async def count(self, story: StoryId, content_type: ContentType, reading: Reading) -> int:
        """How many there were."""
        ...


class NotAsSigned(Exception):  # noqa: N818  a fact, and one that should never be
    """The stored draft is not what the signatures cover: promises 3 and 4 stop it here, whatever led to it."""


def overtaken(draft: Draft, signed_version: int | None) -> bool:
    """Whether the draft has moved on since the event: released, held, withdrawn, edited. No fault, nothing to do."""
    return draft.state is not DraftState.SIGNED_OFF or draft.version != signed_version


def assert_as_signed(story: Story, draft: Draft) -> None:
    """NotAsSigned unless the stored strings and media are those that every stage has proofread and signed, each by
    other people, none of them its author or last editor, or who left out a review, with no block left standing.
    """
    if content_hash(draft.content_type, draft.content, draft.posted) != draft.content_hash:
        raise NotAsSigned(f"稿件 {draft.id} 的内容与签发时的哈希不符，未发布")
    for act, name in ((Act.REVIEW, "签字"), (Act.PROOF, "校对")):
        done = {signature.stage for signature in draft.signatures if signature.act is act}
        if missing := [STAGES[stage] for stage in story.stages if stage not in done]:
            raise NotAsSigned(f"稿件 {draft.id} 缺少{'、'.join(missing)}{name}，未发布")
    stages_of_person = _stages_by_person(draft)
    if any(len(stages) > 1 for stages in stages_of_person.values()):
        raise NotAsSigned(f"稿件 {draft.id} 的各审级不是由不同人员签字，未发布")
    if stages_of_person.keys() & {draft.author, draft.last_editor}:
        raise NotAsSigned(f"稿件 {draft.id} 由其作者或最后修改人签字，未发布")
    if stages_of_person.keys() & story.waived_by:
        raise NotAsSigned(f"稿件 {draft.id} 由减少其审级的人员签字，未发布")
    if blocked(draft, ()):
        raise NotAsSigned(f"稿件 {draft.id} 有未放行的机审提示，未发布")


def assert_as_recorded(draft: Draft, entries: Sequence[Entry]) -> None:
    """NotAsSigned unless the ledger knows these words and every one of these signatures, and the store all it knows.

    `entries`: all of its story. Who writes a signature into the tables has not signed.
    """
    if found := contradiction([draft], entries):
        raise NotAsSigned(f"稿件 {draft.id}：{found.reason}，未发布")


def _stages_by_person(draft: Draft) -> dict[AccountId, set[Stage]]:
    """Of everybody whose proof or signature stands, and of those for whom they signed (代审)."""
    stages: dict[AccountId, set[Stage]] = defaultdict(set)
    for signature in draft.signatures:
        for person in signature.people:
            stages[person].add(signature.stage)
    return stages


def kind_of(story: Story, draft: Draft) -> ReleaseKind:
    """What is already out, in this draft or in the one it replaces, is corrected, not released a second time."""
    return ReleaseKind.CORRECTION if story.corrects(draft) else ReleaseKind.RELEASE
