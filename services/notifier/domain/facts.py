"""What an e-mail needs to know of its event. No personal data: people stand in it by their ids."""

from datetime import date, datetime
from operator import attrgetter
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict

from shared.campaign.mail import OF_DRAFTS
from shared.contracts import Event
from shared.contracts.campaign import DeadlineNear
from shared.contracts.stories import DraftEvent, DraftReleased, DraftReviewed, StoryEvent
from shared.contracts.submissions import Submission, SubmissionReceived, SubmissionWithdrawn
from shared.contracts.unknown import Open
from shared.contracts.words import ContentType, DraftState, FileRole, Kind, Stage, Verdict
from shared.ids import AccountId, DraftId, SubmissionId


class DraftFact(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: DraftId
    content_type: Open[ContentType]
    state: Open[DraftState]
    url: str = ""
    correction: bool = False
    """Released, it takes the place of what was out, at `url`; rejected, it was to, and that stays as it is."""
    withheld: bool = False
    """This act pulled it for now (暂缓)."""
    restored: bool = False
    """This act ended that."""
    edition: int = 0
    """第几版 of what is out after it; 0: unknown, or nothing is."""


class Facts(BaseModel):
    """Stored with the message, so that it can be written again years later as it was."""

    model_config = ConfigDict(frozen=True)

    event: str
    occurred_at: AwareDatetime
    submission: SubmissionId | None = None
    story: str = ""
    number: str = ""
    revision: int = 0
    story_version: int = 0
    recalled: bool = False
    """Its unit had taken the report back by then."""
    title: str = ""
    unit_code: str = ""
    unit_name: str = ""
    kind: Open[Kind] | None = None
    category: str = ""
    event_date: date | None = None
    place: str = ""
    pictures: int = 0
    videos: int = 0
    documents: int = 0
    submitted_at: AwareDatetime | None = None
    late: bool = False
    over_quota: bool = False
    drafts: tuple[DraftFact, ...] = ()
    """Those the event concerns."""
    stage: Open[Stage] | None = None
    verdict: Open[Verdict] | None = None
    level: str = ""
    stages: tuple[Open[Stage], ...] = ()
    """Those that the story passes from now on, where that was changed."""
    waived: tuple[Open[Stage], ...] = ()
    voided: tuple[Open[Stage], ...] = ()
    """Those whose signatures that voided."""
    reason: str = ""
    """In the words of whoever decided: 退回理由, 撤稿原因, 审稿意见."""
    by: AccountId | None = None
    """Whoever decided it; of a report and of its recall the editor who acted for the unit (代录), if one did."""
    url: str = ""
    released_at: AwareDatetime | None = None
    deadline: str = ""
    deadline_title: str = ""
    deadline_at: AwareDatetime | None = None
    owed: tuple[str, ...] = ()
    """What a unit has still to send: 工作总结1份."""

    @property
    def are_lost(self) -> bool:
        """They were stored in a way that cannot be read any more: there is nothing to write a mail from."""
        return not self.event

    @property
    def corrects(self) -> bool:
        return any(draft.correction for draft in self.drafts)

    @property
    def sign_again(self) -> bool:
        """Whether what voided somebody's signature asks for it anew."""
        anew = {"draft.edited", "draft.resumed", "story.drafted", "story.returned"}
        return self.event in anew or self.verdict is Verdict.RETURN

    def told_by(self, template: str) -> "Facts":
        """The same, narrowed to the drafts that this e-mail tells of."""
        if template not in OF_DRAFTS:
            return self
        return self.model_copy(update={"drafts": tuple(filter(attrgetter(template), self.drafts))})

    def about(self, content_types: frozenset[ContentType]) -> "Facts":
        """The same, narrowed to the drafts of these types; no types, no narrowing."""
        if not content_types:
            return self
        return self.model_copy(
            update={"drafts": tuple(draft for draft in self.drafts if draft.content_type in content_types)}
        )


def lost_facts(at: datetime, *, number: str = "", title: str = "") -> Facts:
    """What is left to say where they cannot be read."""
    return Facts(event="", occurred_at=at, number=number, title=title)


def facts_of(event: Event) -> Facts:
    """What there is to say of any event of the catalogue."""
    known: dict[str, Any] = {"event": event.type, "occurred_at": event.occurred_at}
    if isinstance(event, SubmissionReceived | SubmissionWithdrawn):
        known |= _of_submission(event.submission)
    if isinstance(event, SubmissionReceived):
        known["by"] = event.submission.entered_by
    if isinstance(event, StoryEvent):
        known |= _of_story(event)
    if isinstance(event, DeadlineNear):
        known |= {"deadline": event.deadline, "deadline_title": event.title, "deadline_at": event.due_at}
    for name in ("stage", "verdict", "level", "stages", "waived", "voided", "by", "url"):
        if (value := getattr(event, name, None)) is not None:
            known[name] = value
    known["reason"] = getattr(event, "reason", "") or getattr(event, "opinion", "")
    if isinstance(event, DraftReleased):
        known["released_at"] = max((item.released_at for item in event.items), default=None)
    return Facts(**known)


def _of_submission(submission: Submission) -> dict[str, Any]:
    media = [file.media_type for file in submission.files if file.role is FileRole.MEDIA]
    pictures = sum(type_.startswith("image/") for type_ in media)
    videos = sum(type_.startswith("video/") for type_ in media)
    return {
        "submission": submission.id,
        "number": submission.number,
        "revision": submission.revision,
        "title": submission.title,
        "unit_code": submission.unit.code,
        "unit_name": submission.unit.name,
        "kind": submission.kind,
        "category": submission.category,
        "event_date": submission.event_date,
        "place": submission.place,
        "pictures": pictures,
        "videos": videos,
        "documents": len(submission.files) - pictures - videos,
        "submitted_at": submission.submitted_at,
        "deadline_at": submission.deadline,
        "late": submission.late,
        "over_quota": submission.over_quota,
    }


def _of_story(event: StoryEvent) -> dict[str, Any]:
    story = event.story
    concerned = set(event.drafts) if isinstance(event, DraftEvent) else {draft.id for draft in story.drafts}
    corrections = set(event.corrections) if isinstance(event, DraftReviewed | DraftReleased) else set()
    rejects = (
        isinstance(event, DraftReviewed) and event.verdict is Verdict.REJECT
    )  # an edit that is given up ends nothing
    return {
        "submission": story.submission_id,
        "story": story.id,
        "number": story.number,
        "revision": story.revision,
        "story_version": story.version,
        "recalled": story.recalled,
        "title": story.title,
        "unit_code": story.unit.code,
        "unit_name": story.unit.name,
        "kind": story.kind,
        "category": story.category,
        "drafts": tuple(
            DraftFact(
                id=draft.id,
                content_type=draft.content_type,
                state=draft.state,
                url=draft.url,
                correction=draft.id in corrections,
                withheld=draft.id in getattr(event, "withheld", ()),
                restored=draft.id in getattr(event, "restored", ()),
                edition=draft.edition,
            )
            for draft in story.drafts
            if draft.id in concerned and (not rejects or draft.state is DraftState.REJECTED)
        ),
    }
