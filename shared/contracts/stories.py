"""What publisher says. Each event carries the whole story: a projection ignores what is older than it has."""

from typing import ClassVar

from pydantic import AwareDatetime

from shared.contracts.event import Event, Fact
from shared.contracts.short import Hash, Id, Key, Number
from shared.contracts.submissions import Unit
from shared.contracts.unknown import Open
from shared.contracts.words import ContentType, DraftState, Kind, Stage, SubmissionState, Verdict
from shared.ids import AccountId, DraftId, PersonId, StoryId, SubmissionId


class DraftStatus(Fact):
    id: Id[DraftId]
    content_type: Open[ContentType]
    state: Open[DraftState]
    stage: Open[Stage] | None = None
    version: int
    url: str = ""
    """Where it stands, once a person or the platform has confirmed it."""
    withheld: bool = False
    """What is out of it is pulled for now (暂缓)."""
    edition: int = 0
    """第几版 of what is out, the number that people compare; 0: nothing is, or it went out before this was said."""


class StoryStatus(Fact):
    id: Id[StoryId]
    submission_id: Id[SubmissionId]
    number: Number
    revision: int
    version: int
    """Grows with every change of the story or of one of its drafts."""
    unit: Unit
    kind: Open[Kind]
    category: Key
    title: str
    state: Open[SubmissionState]
    contact: Id[PersonId] | None = None
    recalled: bool = False
    """Its unit took it back."""
    drafts: tuple[DraftStatus, ...] = ()


class StoryEvent(Event):
    story: StoryStatus

    @property
    def subject(self) -> str:
        return self.story.number


class StoryDrafted(StoryEvent):
    """The drafts of a revision exist and wait for the first review."""

    type: ClassVar = "story.drafted"
    signers: tuple[Id[AccountId], ...] = ()
    """Those whose proofs or signatures it voided."""


class StoryFiled(StoryEvent):
    """A report that makes no drafts was filed for the office."""

    type: ClassVar = "story.filed"
    signers: tuple[Id[AccountId], ...] = ()
    """Those whose proofs or signatures it voided."""


class StoryPlanned(StoryEvent):
    """分级, 加审: which reviews the story passes was changed by hand."""

    type: ClassVar = "story.planned"
    level: str
    stages: tuple[Open[Stage], ...]
    """Those it passes from now on."""
    waived: tuple[Open[Stage], ...] = ()
    """Those that were asked for before, and now are not."""
    reason: str = ""
    by: Id[AccountId]
    signers: tuple[Id[AccountId], ...] = ()
    """Those whose signatures stood on what is not out yet."""
    voided: tuple[Open[Stage], ...] = ()
    """The stages whose proofs and signatures it voided."""


class StoryReturned(StoryEvent):
    """The whole story goes back to its unit, with the reason."""

    type: ClassVar = "story.returned"
    reason: str
    by: Id[AccountId]
    signers: tuple[Id[AccountId], ...] = ()
    """Those whose signatures it voids."""


class StoryWithdrawn(StoryEvent):
    """The unit's withdrawal took effect: what was not yet out has ended."""

    type: ClassVar = "story.withdrawn"
    reason: str
    withheld: tuple[Id[DraftId], ...] = ()
    """What is out, and may not be used until a person on duty has decided about it."""
    signers: tuple[Id[AccountId], ...] = ()
    """Those whose proofs or signatures it voided."""


class DraftEvent(StoryEvent):
    """One act on one or more drafts of one story: `drafts` names those it concerns."""

    drafts: tuple[Id[DraftId], ...]


class DraftEdited(DraftEvent):
    type: ClassVar = "draft.edited"
    by: Id[AccountId]
    signers: tuple[Id[AccountId], ...] = ()
    """Those whose proofs or signatures the edit voided."""


class DraftReviewed(DraftEvent):
    """A stage short of the last was passed, or a draft was held, resumed, rejected or sent back a stage."""

    type: ClassVar = "draft.reviewed"
    stage: Open[Stage]
    verdict: Open[Verdict]
    opinion: str
    by: Id[AccountId]
    signers: tuple[Id[AccountId], ...] = ()
    corrections: tuple[Id[DraftId], ...] = ()
    """Those of `drafts` that were to correct what is out: rejected, they leave it as it is."""
    withheld: tuple[Id[DraftId], ...] = ()
    """Those of `drafts` that are out and were pulled for now (暂缓); the others of a `hold` were set aside (备用)."""


class DraftResumed(DraftEvent):
    type: ClassVar = "draft.resumed"
    by: Id[AccountId]
    restored: tuple[Id[DraftId], ...] = ()
    """Those of `drafts` that are out and may be used again; the others are back in the reviews."""
    signers: tuple[Id[AccountId], ...] = ()
    """Those whose proofs or signatures it voided."""


class DraftSignedOff(DraftEvent):
    """终审 passed: these drafts may go out, exactly as signed."""

    type: ClassVar = "draft.signed_off"
    by: Id[AccountId]


class ReleasedItem(Fact):
    draft: Id[DraftId]
    content_type: Open[ContentType]
    sequence: int
    content_hash: Hash
    released_at: AwareDatetime


class DraftReleased(DraftEvent):
    """The signed bytes are out: packages ready, the item in the feed."""

    type: ClassVar = "draft.released"
    items: tuple[ReleasedItem, ...]
    corrections: tuple[Id[DraftId], ...] = ()
    """Those of `drafts` that take the place of what was out; where that stands is their `url` in the story."""
    signers: tuple[Id[AccountId], ...] = ()
    """Those whose signatures stood on what was out, and ended with it."""


class DraftPublished(DraftEvent):
    """A person or a platform confirmed the address where a draft stands."""

    type: ClassVar = "draft.published"
    url: str
    account: str = ""
    """By its name; empty where nobody said."""
    published_at: AwareDatetime | None = None


class DraftWithdrawn(DraftEvent):
    """撤稿: nothing of it is to be had any more."""

    type: ClassVar = "draft.withdrawn"
    reason: str
    by: Id[AccountId]
    signers: tuple[Id[AccountId], ...] = ()
    """Those whose proofs or signatures it voided."""
