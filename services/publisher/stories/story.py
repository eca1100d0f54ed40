"""A story: one submission and its drafts, for every content type and revision there was."""

from dataclasses import dataclass, replace
from datetime import datetime

from services.publisher.stories.draft import ENDED, Draft
from services.publisher.stories.stages import AWAITING, Level, stages_of
from shared.contracts.stories import StoryStatus
from shared.contracts.submissions import Submission
from shared.contracts.words import DraftState, Stage, SubmissionState
from shared.ids import AccountId, DraftId, StoryId
from shared.words import submission_state


@dataclass(frozen=True)
class Waiver:
    """减少审级: a review that somebody took out of the plan by hand. They sign nothing of the story, as long as it is
    left out.
    """

    stage: Stage
    by: AccountId
    name: str


@dataclass(frozen=True)
class Story:
    id: StoryId
    submission: Submission
    """Its newest revision."""
    level: Level
    extra: bool = False
    """加审 was asked for."""
    waivers: tuple[Waiver, ...] = ()
    """The reviews that were left out by hand, and by whom."""
    state: SubmissionState = SubmissionState.IN_REVIEW
    version: int = 1
    """Grows with every change of the story or of one of its drafts."""
    returned: str | None = None
    """Why it went back to its unit; a new revision clears it."""
    withdrawal: str | None = None
    """The unit's reason for taking it back; what is out then waits for a person on duty."""
    drafts: tuple[Draft, ...] = ()
    """All of them, the superseded too, oldest first."""
    seen_version: int = 0
    """The version that was read from the database: saving fails where it has changed since. 0: a new story."""

    @property
    def due_at(self) -> datetime | None:
        """When it is wanted: a highlight goes stale, anything else has its deadline."""
        return self.submission.deadline

    @property
    def state_name(self) -> str:
        """As people read it."""
        return submission_state(self.state, recalled=self.withdrawal is not None)

    @property
    def stages(self) -> tuple[Stage, ...]:
        return stages_of(self.level, extra=self.extra)

    @property
    def first_state(self) -> DraftState:
        """Where a new or edited draft begins."""
        return AWAITING[self.stages[0]]

    @property
    def waived_by(self) -> frozenset[AccountId]:
        """Who made the plan smaller, and so may sign nothing."""
        return frozenset(waiver.by for waiver in self.waivers)

    @property
    def signers(self) -> tuple[AccountId, ...]:
        """Everybody whose proof or signature stands on one of its drafts, once."""
        return tuple(dict.fromkeys(signer for draft in self.drafts for signer in draft.signers))

    @property
    def current(self) -> tuple[Draft, ...]:
        return tuple(draft for draft in self.drafts if draft.state is not DraftState.SUPERSEDED)

    @property
    def superseded(self) -> tuple[Draft, ...]:
        return tuple(draft for draft in self.drafts if draft.state is DraftState.SUPERSEDED)

    @property
    def open(self) -> tuple[Draft, ...]:
        return tuple(draft for draft in self.drafts if draft.is_open)

    def draft(self, draft: DraftId) -> Draft:
        """KeyError where it is not of this story."""
        for one in self.drafts:
            if one.id == draft:
                return one
        raise KeyError(draft)

    def corrects(self, draft: Draft) -> bool:
        """It is on its way to take the place of what is out, by an edit of that or by a new revision."""
        return draft.in_correction or (draft.replaces is not None and self.draft(draft.replaces).is_out)

    def replaced_address(self, draft: Draft) -> str:
        """Where that which it corrects stands; empty where nobody has registered it."""
        return self.draft(draft.replaces).url if draft.replaces else draft.url

    def with_drafts(self, *changed: Draft) -> "Story":
        """With these in the place of their older selves (new ones at the end), and the state that follows."""
        by_id = {draft.id: draft for draft in (*self.drafts, *changed)}
        return replace(self, drafts=tuple(by_id.values()), version=self.version + 1).settled()

    def settled(self) -> "Story":
        """With the state that follows from its drafts."""
        return replace(self, state=self._state())

    def _state(self) -> SubmissionState:
        """In the order in which they win; a story without drafts keeps what it has."""
        states = {draft.state for draft in self.current}
        if self.withdrawal is not None and not any(draft.is_out for draft in self.current):
            return SubmissionState.WITHDRAWN
        if self.returned is not None:
            return SubmissionState.RETURNED
        if any(draft.is_adopted for draft in self.current):
            return SubmissionState.ADOPTED
        if not states:
            return self.state
        if states == {DraftState.WITHDRAWN}:
            return SubmissionState.WITHDRAWN
        return SubmissionState.REJECTED if states <= ENDED else SubmissionState.IN_REVIEW

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
            recalled=self.withdrawal is not None,
            drafts=tuple(draft.status() for draft in self.current),
        )
