"""A story: one submission and its drafts, for every content type and revision there was."""

from dataclasses import dataclass, replace
from datetime import datetime

from services.publisher.domain.draft import Draft
from services.publisher.domain.stages import AWAITING, Level, stages_of
from shared.contracts.stories import StoryStatus
from shared.contracts.submissions import Submission
from shared.contracts.words import DraftState, Stage, SubmissionState
from shared.ids import DraftId, StoryId


@dataclass(frozen=True)
class Story:
    id: StoryId
    submission: Submission
    """Its newest revision."""
    level: Level
    extra: bool = False
    """加审 was asked for."""
    state: SubmissionState = SubmissionState.IN_REVIEW
    version: int = 1
    """Grows with every change of the story or of one of its drafts."""
    due_at: datetime | None = None
    """When it is wanted: a highlight goes stale, anything else has its deadline."""
    withdrawal: str = ""
    """The unit's reason for taking it back; what is out then waits for a person on duty."""
    drafts: tuple[Draft, ...] = ()
    """All of them, the superseded too, oldest first."""
    seen_version: int = 0
    """The version that was read from the database: saving fails where it has changed since. 0: a new story."""

    @property
    def stages(self) -> tuple[Stage, ...]:
        return stages_of(self.level, extra=self.extra)

    @property
    def first_state(self) -> DraftState:
        """Where a new or edited draft begins."""
        return AWAITING[self.stages[0]]

    @property
    def current(self) -> tuple[Draft, ...]:
        return tuple(draft for draft in self.drafts if draft.state is not DraftState.SUPERSEDED)

    @property
    def open(self) -> tuple[Draft, ...]:
        return tuple(draft for draft in self.drafts if draft.is_open)

    def draft(self, draft: DraftId) -> Draft:
        """KeyError where it is not of this story."""
        for one in self.drafts:
            if one.id == draft:
                return one
        raise KeyError(draft)

    def with_drafts(self, *changed: Draft) -> "Story":
        """With these in the place of their older selves (new ones at the end), and the state that follows."""
        by_id = {draft.id: draft for draft in (*self.drafts, *changed)}
        return replace(self, drafts=tuple(by_id.values()), version=self.version + 1).settled()

    def settled(self) -> "Story":
        """With the state that follows from its drafts."""
        return replace(self, state=self._state())

    def _state(self) -> SubmissionState:  # noqa: PLR0911  one line a state, in the order in which they win
        current = self.current
        if any(draft.state is DraftState.PUBLISHED for draft in current):
            return SubmissionState.ADOPTED
        if self.withdrawal and not any(draft.is_out for draft in current):
            return SubmissionState.WITHDRAWN
        if not current:
            return self.state
        if any(draft.state is DraftState.RETURNED for draft in current):
            return SubmissionState.RETURNED
        if all(draft.state is DraftState.WITHDRAWN for draft in current):
            return SubmissionState.WITHDRAWN
        if all(draft.state in {DraftState.REJECTED, DraftState.WITHDRAWN} for draft in current):
            return SubmissionState.REJECTED
        return SubmissionState.IN_REVIEW

    def status(self) -> StoryStatus:
        return StoryStatus(
            id=self.id,
            submission_id=self.submission.id,
            number=self.submission.number,
            revision=self.submission.revision,
            version=self.version,
            unit=self.submission.unit,
            kind=self.submission.kind,
            category=self.submission.category,
            title=self.submission.title,
            state=self.state,
            contact=self.submission.contact,
            drafts=tuple(draft.status() for draft in self.current),
        )
