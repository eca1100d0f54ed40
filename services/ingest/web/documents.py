"""What the API says of submissions."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict

from services.ingest.domain import limits, texts
from services.ingest.domain.submission import Happening, Recorded
from shared.contracts.stories import DraftStatus
from shared.contracts.submissions import Block, File, Unit
from shared.contracts.unknown import Open
from shared.contracts.words import ContentType, DraftState, Kind, SubmissionState
from shared.ids import AccountId, SubmissionId


class Withdrawal(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, AfterValidator(texts.one_line(1, limits.REASON))]


class DraftDocument(BaseModel):
    content_type: Open[ContentType]
    state: Open[DraftState]
    url: str = ""
    withheld: bool = False
    """Out, and pulled for now (暂缓)."""


class HappeningDocument(BaseModel):
    at: AwareDatetime
    event: str
    title: str
    detail: str


class SubmissionLine(BaseModel):
    number: str
    id: SubmissionId
    revision: int
    status: Open[SubmissionState]
    title: str
    unit: Unit
    kind: Open[Kind]
    category: str
    submitted_at: AwareDatetime
    deadline: AwareDatetime | None
    late: bool
    over_quota: bool
    entered_by: AccountId | None
    drafts: list[DraftDocument]


class SubmissionDocument(SubmissionLine):
    event_date: date | None
    place: str
    origin: str
    body: list[Block]
    files: list[File]
    timeline: list[HappeningDocument]


class SubmissionPage(BaseModel):
    items: list[SubmissionLine]
    next: str | None


def line(recorded: Recorded) -> SubmissionLine:
    return SubmissionLine.model_validate(_line(recorded))


def document(recorded: Recorded, timeline: Sequence[Happening]) -> SubmissionDocument:
    sent = recorded.submission
    return SubmissionDocument.model_validate(
        {
            **_line(recorded),
            "event_date": sent.event_date,
            "place": sent.place,
            "origin": sent.origin,
            "body": sent.body,
            "files": sent.files,
            "timeline": [vars(happening) for happening in timeline],
        }
    )


def _line(recorded: Recorded) -> dict[str, object]:
    sent = recorded.submission
    own = ("number", "id", "revision", "title", "unit", "kind", "category")
    marks = ("submitted_at", "deadline", "late", "over_quota", "entered_by")
    return {
        **{name: getattr(sent, name) for name in own + marks},
        "status": recorded.state,
        "drafts": [_draft(draft) for draft in recorded.drafts],
    }


def _draft(draft: DraftStatus) -> DraftDocument:
    return DraftDocument(content_type=draft.content_type, state=draft.state, url=draft.url, withheld=draft.withheld)
