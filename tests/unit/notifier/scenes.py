"""Scenes for the notifier: events of one report of the sample campaign."""

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from shared.campaign import Campaign
from shared.campaign.folder import load_campaign
from shared.contracts import Event
from shared.contracts.campaign import DeadlineNear
from shared.contracts.stories import (
    DraftEdited,
    DraftPublished,
    DraftReleased,
    DraftResumed,
    DraftReviewed,
    DraftSignedOff,
    DraftStatus,
    DraftWithdrawn,
    ReleasedItem,
    StoryDrafted,
    StoryFiled,
    StoryPlanned,
    StoryReturned,
    StoryStatus,
    StoryWithdrawn,
)
from shared.contracts.submissions import Block, File, Submission, SubmissionReceived, SubmissionWithdrawn, Unit
from shared.contracts.words import (
    BlockKind,
    ContentType,
    DraftState,
    FileRole,
    Kind,
    Stage,
    SubmissionState,
    Verdict,
)
from shared.ids import AccountId, DraftId, PersonId, Sha256, StoryId, SubmissionId

NOON = datetime(2022, 12, 5, 4, 0, tzinfo=UTC)
PERSON = PersonId("01900000-0000-7000-8000-00000000aaaa")
EDITOR = AccountId("01900000-0000-7000-8000-00000000eeee")
CHIEF = AccountId("01900000-0000-7000-8000-00000000cccc")
SIGNER = AccountId("01900000-0000-7000-8000-000000005555")


@cache
def sample_campaign() -> Campaign:
    return load_campaign(Path("deploy/campaigns/2022-lifelong-learning-week"))


def with_routes(*routes: Any) -> Campaign:
    return sample_campaign().model_copy(update={"routes": routes})


def submission(**changes: Any) -> Submission:
    said: dict[str, Any] = {
        "id": SubmissionId("01900000-0000-7000-8000-000000000001"),
        "number": "2022-370100-0001",
        "revision": 1,
        "unit": Unit(code="370100", name="济南市", type="city"),
        "kind": Kind.HIGHLIGHT,
        "category": "reading",
        "title": "书香进社区",
        "body": (Block(kind=BlockKind.PARAGRAPH, text="社区举办读书活动。"),),
        "event_date": date(2022, 12, 4),
        "place": "历下区",
        "contact": PERSON,
        "files": (
            file("image/jpeg"),
            file("video/mp4"),
            file("application/pdf", FileRole.EVIDENCE),
        ),
        "submitted_at": NOON,
    }
    return Submission(**(said | changes))


def file(media_type: str, role: FileRole = FileRole.MEDIA) -> File:
    return File(sha256=Sha256("0" * 64), name="甲", size=1, media_type=media_type, role=role)


def received(**changes: Any) -> SubmissionReceived:
    return SubmissionReceived(submission=submission(**changes), occurred_at=NOON)


def recalled(by: AccountId | None = None, **changes: Any) -> SubmissionWithdrawn:
    return SubmissionWithdrawn(submission=submission(**changes), reason="人物有误", by=by, occurred_at=NOON)


TYPES = (ContentType.WEIBO_STATUS, ContentType.TOUTIAO_ARTICLE, ContentType.TV_ITEM)


def draft_id(content_type: ContentType) -> DraftId:
    return DraftId(f"draft-{content_type}")


def story(draft_state: DraftState = DraftState.AWAITING_FIRST_REVIEW, **changes: Any) -> StoryStatus:
    said: dict[str, Any] = {
        "id": StoryId("01900000-0000-7000-8000-000000000002"),
        "submission_id": SubmissionId("01900000-0000-7000-8000-000000000001"),
        "number": "2022-370100-0001",
        "revision": 1,
        "version": 1,
        "unit": Unit(code="370100", name="济南市", type="city"),
        "kind": Kind.HIGHLIGHT,
        "category": "reading",
        "title": "书香进社区",
        "state": SubmissionState.IN_REVIEW,
        "contact": PERSON,
        "drafts": tuple(
            DraftStatus(id=draft_id(each), content_type=each, state=draft_state, version=1) for each in TYPES
        ),
    }
    return StoryStatus(**(said | changes))


ALL = tuple(draft_id(each) for each in TYPES)


def drafted(**changes: Any) -> StoryDrafted:
    return StoryDrafted(story=story(**changes), occurred_at=NOON)


def filed() -> StoryFiled:
    return StoryFiled(story=story(kind=Kind.SUMMARY, state=SubmissionState.FILED, drafts=()), occurred_at=NOON)


def returned() -> StoryReturned:
    return StoryReturned(
        story=story(DraftState.RETURNED, version=3, state=SubmissionState.RETURNED),
        reason="请补充活动时间。\n照片请标注拍摄者。",
        by=EDITOR,
        signers=(SIGNER,),
        occurred_at=NOON,
    )


def fallen_otherwise() -> list[Event]:
    """Acts that are not about signatures, and by which some fall; those to be given again first."""
    acts = [drafted(revision=2), restored(), filed(), released(corrections=ALL), recalled_when_out(), withdrawn()]
    return [act.model_copy(update={"signers": (SIGNER,)}) for act in acts]


def planned(voided: tuple[Stage, ...] = ()) -> StoryPlanned:
    return StoryPlanned(
        voided=voided,
        story=story(DraftState.AWAITING_FINAL_REVIEW, version=3),
        level="B",
        stages=(Stage.FIRST, Stage.FINAL),
        waived=(Stage.SECOND,),
        reason="时效要求高",
        by=CHIEF,
        signers=(SIGNER,),
        occurred_at=NOON,
    )


def edited() -> DraftEdited:
    return DraftEdited(story=story(version=3), drafts=ALL[:1], by=EDITOR, signers=(SIGNER, CHIEF), occurred_at=NOON)


def reviewed(verdict: Verdict, **changes: Any) -> DraftReviewed:
    state = DraftState.REJECTED if verdict is Verdict.REJECT else DraftState.AWAITING_FIRST_REVIEW
    said: dict[str, Any] = {
        "story": story(state, version=4),
        "drafts": ALL,
        "stage": Stage.SECOND,
        "verdict": verdict,
        "opinion": "导语与上月稿件重复",
        "by": CHIEF,
        "signers": (SIGNER,),
        "occurred_at": NOON,
    }
    return DraftReviewed(**(said | changes))


def signed_off(**changes: Any) -> DraftSignedOff:
    return DraftSignedOff(
        story=story(DraftState.SIGNED_OFF, version=5, **changes), drafts=ALL, by=CHIEF, occurred_at=NOON
    )


def released(corrections: tuple[DraftId, ...] = (), **changes: Any) -> DraftReleased:
    return DraftReleased(
        story=story(DraftState.DELIVERED, version=6, **changes),
        drafts=ALL,
        items=tuple(
            ReleasedItem(
                draft=draft_id(each), content_type=each, sequence=1, content_hash=Sha256("1" * 64), released_at=NOON
            )
            for each in TYPES
        ),
        corrections=corrections,
        occurred_at=NOON,
    )


def published() -> DraftPublished:
    return DraftPublished(
        story=story(DraftState.PUBLISHED, version=7, state=SubmissionState.ADOPTED),
        drafts=ALL[:1],
        url="https://weibo.com/1/abc",
        occurred_at=NOON,
    )


def withheld() -> DraftReviewed:
    """暂缓 of what is out."""
    drafts = tuple(
        DraftStatus(id=draft_id(each), content_type=each, state=DraftState.HELD, version=2, withheld=True)
        for each in TYPES
    )
    return reviewed(Verdict.HOLD, story=story(version=8, drafts=drafts), opinion="待核实", withheld=ALL)


def restored() -> DraftResumed:
    return DraftResumed(
        story=story(DraftState.PUBLISHED, version=9), drafts=ALL, restored=ALL, by=CHIEF, occurred_at=NOON
    )


def recalled_when_out() -> StoryWithdrawn:
    """Publisher's answer to the unit's withdrawal: what was out is withheld."""
    drafts = withheld().story.drafts
    return StoryWithdrawn(
        story=story(version=8, drafts=drafts, recalled=True), reason="人物有误", withheld=ALL, occurred_at=NOON
    )


def withdrawn() -> DraftWithdrawn:
    return DraftWithdrawn(
        story=story(DraftState.WITHDRAWN, version=8, state=SubmissionState.WITHDRAWN),
        drafts=ALL,
        reason="当事人要求撤下",
        by=CHIEF,
        occurred_at=NOON,
    )


def deadline_near() -> DeadlineNear:
    return DeadlineNear(
        deadline="reports",
        title="报送工作总结、佐证材料和典型案例",
        due_at=datetime(2022, 12, 30, 16, 0, tzinfo=UTC),
        occurred_at=NOON,
    )


def one_of_each() -> list[Event]:
    return [
        received(),
        received(kind=Kind.CASE, revision=2, late=True, over_quota=True),
        recalled(),
        recalled(kind=Kind.CASE),
        drafted(),
        filed(),
        returned(),
        planned(),
        edited(),
        reviewed(Verdict.RETURN),
        reviewed(Verdict.REJECT),
        reviewed(Verdict.REJECT, corrections=ALL),
        signed_off(),
        released(),
        released(corrections=ALL),
        published(),
        withheld(),
        restored(),
        recalled_when_out(),
        withdrawn(),
        deadline_near(),
    ]
