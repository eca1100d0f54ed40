"""What lists show of stories: one row a story, with the state of each of its drafts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from services.publisher.stories.posting import Posts
from shared.contracts.submissions import Unit
from shared.contracts.unknown import Open
from shared.contracts.words import ContentType, DraftState, Kind, Stage, SubmissionState
from shared.database import Reading
from shared.identity import Account
from shared.ids import AccountId, DraftId, StoryId
from shared.words import draft_state, submission_state


@dataclass(frozen=True)
class DraftRow:
    id: DraftId
    content_type: ContentType
    state: DraftState
    stage: Stage | None
    version: int
    revision: int
    last_editor: AccountId | None
    released_at: datetime | None
    url: str
    is_pulled: bool = False
    """What is out of it, or of the draft that it is to correct, is withheld for now (暂缓)."""
    corrects: bool = False
    """What it says is to take the place of what is out."""
    unposted: bool = False
    """It is out, and nobody has said where it stands."""
    mine: bool = False
    """It waits for whoever asked."""

    @property
    def state_name(self) -> str:
        """As people read it."""
        return draft_state(self.state, self.content_type, withheld=self.is_pulled, corrects=self.corrects)


@dataclass(frozen=True)
class StoryRow:
    id: StoryId
    number: str
    revision: int
    version: int
    title: str
    unit: Unit
    kind: Open[Kind]
    category: str
    state: SubmissionState
    submitted_at: datetime
    due_at: datetime | None
    late: bool
    over_quota: bool
    pictures: int
    returned: str | None
    withdrawal: str | None
    drafts: tuple[DraftRow, ...]
    """The current ones, in the order of their making."""
    event_date: date | None = None
    place: str = ""
    videos: int = 0

    @property
    def state_name(self) -> str:
        """As people read it."""
        return submission_state(self.state, recalled=self.withdrawal is not None)

    @property
    def takedown_wanted(self) -> bool:
        """The unit withdrew it, and something of it is still out."""
        return self.withdrawal is not None and self.state is not SubmissionState.WITHDRAWN


@dataclass(frozen=True)
class Filters:
    """All that are given must fit. State, content type and stage must fit one and the same draft."""

    draft_state: DraftState | None = None
    draft_states: tuple[DraftState, ...] = ()
    """Any of these; empty: all."""
    story_state: SubmissionState | None = None
    content_type: ContentType | None = None
    unit: str = ""
    kind: Kind | None = None
    leads: tuple[Kind, ...] = ()
    """Only what is a lead (线索) for the station, of these kinds."""
    category: str = ""
    number: str = ""
    search: str = ""
    """Every word, in number, title, unit, place or text."""
    takedown_wanted: bool = False
    to_post: tuple[Posts, ...] = ()
    """Only what is out and waits to be posted by hand, of any of these."""


@dataclass(frozen=True)
class Page:
    items: tuple[StoryRow, ...]
    next: str | None
    """The cursor of the next page."""


@dataclass(frozen=True)
class Counts:
    stories: dict[SubmissionState, int] = field(default_factory=dict)
    drafts: dict[DraftState, int] = field(default_factory=dict)
    """Superseded drafts are left out."""
    takedowns_wanted: int = 0


class BadCursor(ValueError):  # noqa: N818  a fact about the request
    """Not one that was given out."""


class StoryLists(Protocol):
    async def newest(self, filters: Filters, cursor: str, limit: int, reading: Reading) -> Page: ...

    async def count(self, filters: Filters, reading: Reading) -> int: ...

    async def waiting_for(self, account: Account, filters: Filters, cursor: str, limit: int, reading: Reading) -> Page:
        """待我审核: stories with a draft that this person may review now, the nearest deadline first."""
        ...

    async def waiting_count(self, account: Account, reading: Reading) -> int: ...

    async def rows(self, stories: Sequence[StoryId], reading: Reading) -> tuple[StoryRow, ...]: ...

    async def counts(self, reading: Reading) -> Counts: ...
