"""A submission as ingest keeps it: what was sent, and what publisher said became of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.ingest.domain.refusals import Closed, Stale
from shared.contracts.stories import DraftStatus
from shared.contracts.submissions import Submission
from shared.contracts.unknown import Open
from shared.contracts.words import UNCOUNTED, SubmissionState
from shared.ids import StoryId
from shared.words import submission_state


@dataclass(frozen=True)
class Progress:
    """Publisher's last word on the story."""

    story: StoryId
    version: int
    revision: int
    """The one that this word is about."""
    state: Open[SubmissionState]
    drafts: tuple[DraftStatus, ...]


@dataclass(frozen=True)
class Happening:
    """One line of the timeline."""

    at: datetime
    event: str
    """The event's type."""
    title: str
    detail: str = ""


@dataclass(frozen=True)
class Recorded:
    submission: Submission
    """The newest revision."""
    report: dict[str, Any]
    """As it was sent, without the people in it: identity keeps those."""
    fingerprint: str
    sent_at: datetime
    """The newest revision's time; `submission.submitted_at` is the first one's."""
    withdrawn: bool
    progress: Progress | None

    @property
    def state(self) -> Open[SubmissionState]:
        """The unit's own acts count at once, publisher's answers once they speak of the newest revision."""
        if self.withdrawn:
            return SubmissionState.WITHDRAWN
        if self.progress is None or self.progress.revision < self.submission.revision:
            return SubmissionState.RECEIVED
        return self.progress.state

    @property
    def state_name(self) -> str:
        """As people read it."""
        return submission_state(self.state, recalled=self.withdrawn)

    @property
    def drafts(self) -> tuple[DraftStatus, ...]:
        """Those of an older revision too: what is out stays out until its correction is signed."""
        return self.progress.drafts if self.progress else ()


def is_open(recorded: Recorded) -> bool:
    return recorded.state not in UNCOUNTED


def require_open(recorded: Recorded) -> None:
    if recorded.withdrawn:
        raise Closed("这篇稿件已撤回，不能再修改；如需报送，请新建报送。")
    if recorded.state == SubmissionState.REJECTED:
        raise Closed("这篇稿件已退稿，不能再修改；如需报送，请新建报送。")


def require_newest(recorded: Recorded, revision: int) -> None:
    newest = recorded.submission.revision
    if revision != newest:
        raise Stale(f"这篇稿件已是第 {newest} 次报送，您修改的是第 {revision} 次，请刷新后再改。")
