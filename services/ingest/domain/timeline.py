"""What a unit is told of its submission's way. The editors' talk among themselves is not for it."""

from collections.abc import Iterable

from services.ingest.domain.submission import Happening
from shared.clock import SHANGHAI
from shared.contracts.stories import (
    DraftEvent,
    DraftPublished,
    DraftReviewed,
    DraftStatus,
    StoryEvent,
    StoryReturned,
    StoryWithdrawn,
)
from shared.contracts.unknown import Open
from shared.contracts.words import Verdict
from shared.ids import DraftId
from shared.words import CONTENT_TYPES, STAGES, WITHHELD

_TITLES = {
    "story.drafted": "已进入审核",
    "story.filed": "已归档，送达主管处室",
    "story.returned": "退回修改",
    "story.withdrawn": "撤回已生效",
    "draft.signed_off": "已签发",
    "draft.released": "已发稿",
    "draft.published": "已发布",
    "draft.withdrawn": "已撤稿",
    "draft.resumed": "恢复使用",
}
_VERDICTS: dict[Open[Verdict], str] = {Verdict.REJECT: "退稿", Verdict.HOLD: "备用"}
_CORRECTIONS: dict[Open[Verdict], str] = {
    Verdict.REJECT: "更正未通过，原稿不变",
    Verdict.HOLD: "更正转为备用，原稿不变",
}
"""What is out stays as it is."""


def told(event: StoryEvent) -> Happening | None:
    """None where it is nothing for the unit."""
    title = _title(event)
    if title is None:
        return None
    return Happening(at=event.occurred_at, event=event.type, title=title, detail=_detail(event))


def _title(event: StoryEvent) -> str | None:
    if isinstance(event, DraftReviewed):
        return _verdict(event)
    if isinstance(event, StoryWithdrawn) and event.withheld:
        return "撤回已生效，已发布的先行暂缓，由编辑部处理"
    return _TITLES.get(event.type)


def _verdict(event: DraftReviewed) -> str | None:
    """Sent back a stage is between editors; back to the unit comes as an event of its own."""
    if event.verdict == Verdict.PASS:
        return f"{STAGES[event.stage]}通过"
    if set(event.drafts) <= set(event.corrections):
        return _CORRECTIONS.get(event.verdict)
    if event.verdict == Verdict.HOLD and all(draft.withheld for draft in _concerned(event)):
        return WITHHELD
    return _VERDICTS.get(event.verdict)


def _detail(event: StoryEvent) -> str:
    if isinstance(event, StoryReturned | StoryWithdrawn):
        return event.reason
    if isinstance(event, DraftReviewed) and event.verdict == Verdict.REJECT:
        return f"{_rejected(event)}：{event.opinion}"
    if isinstance(event, DraftPublished):
        when = f"{event.published_at.astimezone(SHANGHAI):%m月%d日 %H:%M}发布" if event.published_at else ""
        return " ".join(part for part in (_names(event), event.account, when, event.url) if part)
    return _names(event) if isinstance(event, DraftEvent) else ""


def _rejected(event: DraftReviewed) -> str:
    """Where both were rejected at once, which of them leave something out as it is."""
    corrections = [draft for draft in event.drafts if draft in event.corrections]
    ended = [draft for draft in event.drafts if draft not in event.corrections]
    if not corrections or not ended:
        return _names(event)
    return f"{_named(event, ended)}（{_named(event, corrections)}的更正未通过，原稿不变）"


def _names(event: DraftEvent) -> str:
    return _named(event, event.drafts)


def _concerned(event: DraftEvent) -> list[DraftStatus]:
    return [draft for draft in event.story.drafts if draft.id in event.drafts]


def _named(event: DraftEvent, drafts: Iterable[DraftId]) -> str:
    kinds = {draft.id: draft.content_type for draft in event.story.drafts}
    return "、".join(CONTENT_TYPES[kinds[draft]] for draft in drafts if draft in kinds)
