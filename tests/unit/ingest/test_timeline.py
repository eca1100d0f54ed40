"""What a unit reads in its timeline."""

from datetime import UTC, datetime
from typing import Any

from services.ingest.domain.timeline import told
from shared.contracts.stories import DraftPublished, DraftReviewed, DraftStatus, StoryStatus
from shared.contracts.submissions import Unit
from shared.contracts.words import ContentType, DraftState, Kind, Stage, SubmissionState, Verdict
from shared.ids import AccountId, DraftId, StoryId, SubmissionId

WEIBO, TV = DraftId("weibo"), DraftId("tv")
TYPES = {WEIBO: ContentType.WEIBO_STATUS, TV: ContentType.TV_ITEM}


def reviewed(verdict: Verdict, state: DraftState, *, withheld: bool = False, **changes: Any) -> DraftReviewed:
    drafts = tuple(
        DraftStatus(id=id_, content_type=type_, state=state, version=2, withheld=withheld)
        for id_, type_ in TYPES.items()
    )
    story = StoryStatus(
        id=StoryId("s1"),
        submission_id=SubmissionId("s"),
        number="2022-370100-0001",
        revision=1,
        version=2,
        unit=Unit(code="370100", name="济南市", type="city"),
        kind=Kind.HIGHLIGHT,
        category="reading",
        title="书香进社区",
        state=SubmissionState.IN_REVIEW,
        drafts=drafts,
    )
    said: dict[str, Any] = {"drafts": (WEIBO, TV), "stage": Stage.FIRST, "opinion": "与上月重复", "by": AccountId("e1")}
    return DraftReviewed(story=story, verdict=verdict, occurred_at=datetime(2022, 12, 5, tzinfo=UTC), **said | changes)


def published(**said: Any) -> DraftPublished:
    of = reviewed(Verdict.PASS, DraftState.PUBLISHED)
    return DraftPublished(
        story=of.story, drafts=(WEIBO,), url="https://weibo.com/1/abc", occurred_at=of.occurred_at, **said
    )


def line(event: DraftReviewed | DraftPublished) -> tuple[str, str]:
    happening = told(event)
    assert happening is not None
    return happening.title, happening.detail


def test_a_rejected_draft_is_told_with_its_reason():
    assert line(reviewed(Verdict.REJECT, DraftState.REJECTED)) == ("退稿", "微博、电视台供稿：与上月重复")


def test_a_rejected_correction_leaves_what_is_out_as_it_is():
    event = reviewed(Verdict.REJECT, DraftState.PUBLISHED, drafts=(WEIBO,), corrections=(WEIBO,))
    assert line(event) == ("更正未通过，原稿不变", "微博：与上月重复")
    both = reviewed(Verdict.REJECT, DraftState.REJECTED, corrections=(TV,))
    assert line(both) == ("退稿", "微博（电视台供稿的更正未通过，原稿不变）：与上月重复")


def test_what_was_out_is_told_as_withheld_and_what_was_not_as_in_reserve():
    assert line(reviewed(Verdict.HOLD, DraftState.HELD, drafts=(TV,), withheld=True)) == ("暂缓", "电视台供稿")
    assert line(reviewed(Verdict.HOLD, DraftState.HELD, drafts=(TV,))) == ("备用", "电视台供稿")
    aside = reviewed(Verdict.HOLD, DraftState.HELD, drafts=(TV,), corrections=(TV,), withheld=True)
    assert line(aside) == ("更正转为备用，原稿不变", "电视台供稿"), "what is out was pulled before"


def test_where_when_and_by_which_account_it_was_posted():
    at = datetime(2022, 12, 5, 6, 30, tzinfo=UTC)
    said = published(account="省教育厅（示例）", published_at=at)
    assert line(said) == ("已发布", "微博 省教育厅（示例） 12月05日 14:30发布 https://weibo.com/1/abc")
    assert line(published()) == ("已发布", "微博 https://weibo.com/1/abc")
