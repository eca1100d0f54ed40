"""What the notifier knows of each report from the events it has seen: a projection of its own."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Protocol

from shared.contracts import Event
from shared.contracts.stories import StoryEvent, StoryWithdrawn
from shared.contracts.submissions import SubmissionReceived, SubmissionWithdrawn
from shared.contracts.unknown import Open
from shared.contracts.words import UNCOUNTED, DraftState, Kind, SubmissionState
from shared.database import Reading, Transaction
from shared.ids import SubmissionId


@dataclass(frozen=True)
class KnownReport:
    submission: SubmissionId
    unit_code: str
    kind: Open[Kind]
    category: str
    revision: int
    story_version: int = 0
    """0: no event of its story has been seen."""
    state: Open[SubmissionState] = SubmissionState.RECEIVED
    recalled: bool = False
    """Its unit took it back."""
    drafts: dict[str, Open[DraftState]] = field(default_factory=dict)

    @property
    def counts(self) -> bool:
        """Whether it meets what a unit owes."""
        return not self.recalled and self.state not in UNCOUNTED


class KnownReports(Protocol):
    async def get(self, submission: SubmissionId, tx: Reading) -> KnownReport | None: ...

    async def lock(self, submission: SubmissionId, tx: Transaction) -> KnownReport | None:
        """The same, and no other event of this report is learned until the transaction ends."""
        ...

    async def save(self, report: KnownReport, tx: Transaction) -> None: ...

    async def of_kinds(self, kinds: Iterable[Kind], tx: Reading | Transaction) -> list[KnownReport]: ...


def learned(event: Event, known: KnownReport | None) -> KnownReport | None:
    """What is known after the event. Order never matters: what is older than what is known changes nothing."""
    if isinstance(event, SubmissionReceived | SubmissionWithdrawn):
        submission = event.submission
        recalled = isinstance(event, SubmissionWithdrawn)
        if known is not None and (known.revision, known.recalled) >= (submission.revision, recalled):
            return known
        fresh = KnownReport(
            submission=submission.id,
            unit_code=submission.unit.code,
            kind=submission.kind,
            category=submission.category,
            revision=submission.revision,
            recalled=recalled,
        )
        if known is None:
            return fresh
        # What was said of an older revision says nothing of this one.
        same = known.revision == submission.revision
        state = known.state if same else SubmissionState.RECEIVED
        return replace(fresh, story_version=known.story_version, state=state, drafts=known.drafts)
    if not isinstance(event, StoryEvent):
        return known
    story = event.story
    if known is not None and known.story_version >= story.version:
        return known
    revision = max(story.revision, known.revision if known else 0)
    return KnownReport(
        submission=story.submission_id,
        unit_code=story.unit.code,
        kind=story.kind,
        category=story.category,
        revision=revision,
        story_version=story.version,
        state=story.state if story.revision == revision else SubmissionState.RECEIVED,
        recalled=(known.recalled if known else False) or isinstance(event, StoryWithdrawn),
        # What is pulled (暂缓) may not be used, however far a correction of it has come.
        drafts={draft.id: DraftState.HELD if draft.withheld else draft.state for draft in story.drafts},
    )
