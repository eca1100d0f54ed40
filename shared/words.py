"""What people read for the words of the contracts: one Chinese name each, the same on every page and in every mail."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from shared.contracts.unknown import Open, Unknown
from shared.contracts.words import (
    AiUse,
    Consent,
    ContentType,
    DraftState,
    FileRole,
    Kind,
    Stage,
    SubmissionState,
    Verdict,
)

W = TypeVar("W", bound=StrEnum)


class Names(dict[W, str]):
    """A word that nobody here knows yet is called by itself: 未知种类（forum）."""

    def __init__(self, what: str, names: Mapping[W, str]) -> None:
        super().__init__(names)
        self.what = what

    def __getitem__(self, word: W | Unknown) -> str:
        return f"未知{self.what}（{word}）" if isinstance(word, Unknown) else super().__getitem__(word)


KINDS = Names("种类", {Kind.HIGHLIGHT: "活动亮点", Kind.CASE: "典型案例", Kind.SUMMARY: "工作总结"})

CONTENT_TYPES = Names(
    "类型",
    {
        ContentType.DOUYIN_IMAGE_TEXT: "抖音图文",
        ContentType.WEIBO_STATUS: "微博",
        ContentType.TOUTIAO_ARTICLE: "头条文章",
        ContentType.TOUTIAO_MICRO: "微头条",
        ContentType.TV_ITEM: "电视台供稿",
    },
)

SUBMISSION_STATES = Names(
    "状态",
    {
        SubmissionState.RECEIVED: "已收到",
        SubmissionState.IN_REVIEW: "审核中",
        SubmissionState.RETURNED: "退回修改",
        SubmissionState.ADOPTED: "已采用",
        SubmissionState.REJECTED: "退稿",
        SubmissionState.WITHDRAWN: "已撤回",
        SubmissionState.FILED: "已归档",
    },
)

DRAFT_STATES = Names(
    "状态",
    {
        DraftState.AWAITING_FIRST_REVIEW: "待初审",
        DraftState.AWAITING_SECOND_REVIEW: "待复审",
        DraftState.AWAITING_EXTRA_REVIEW: "待加审",
        DraftState.AWAITING_FINAL_REVIEW: "待终审",
        DraftState.SIGNED_OFF: "已签发",
        DraftState.DELIVERING: "平台审核中",
        DraftState.DELIVERED: "发布包已备好",
        DraftState.PUBLISHED: "已发布",
        DraftState.RETURNED: "退回修改",
        DraftState.REJECTED: "退稿",
        DraftState.HELD: "备用",
        DraftState.SUPERSEDED: "已有新版",
        DraftState.WITHDRAWN: "已撤稿",
        DraftState.FAILED: "发布失败",
        DraftState.OUTCOME_UNKNOWN: "结果待确认",
    },
)

STAGES = Names("审核环节", {Stage.FIRST: "初审", Stage.SECOND: "复审", Stage.EXTRA: "加审", Stage.FINAL: "终审"})

PROOFS = Names("校对环节", {Stage.FIRST: "一校", Stage.SECOND: "二校", Stage.EXTRA: "加校", Stage.FINAL: "三校"})

VERDICTS = Names(
    "审核结论", {Verdict.PASS: "通过", Verdict.RETURN: "退回修改", Verdict.REJECT: "退稿", Verdict.HOLD: "备用"}
)

CONSENTS = Names(
    "征得同意情况",
    {
        Consent.OBTAINED: "已征得同意",
        Consent.PUBLIC_SCENE: "公开活动全景无需逐一征得",
        Consent.MISSING: "尚未取得",
    },
)

AI_USES = Names(
    "使用情况", {AiUse.NONE: "未使用", AiUse.ASSISTED: "辅助写作或修图", AiUse.GENERATED: "含人工智能生成内容"}
)

FILE_ROLES = Names("用途", {FileRole.MEDIA: "展示素材", FileRole.EVIDENCE: "佐证材料"})


def submission_state(state: Open[SubmissionState], *, recalled: bool) -> str:
    """Withdrawn is 已撤回 where the unit took it back, 已撤稿 where the desk took all of it down."""
    if state == SubmissionState.WITHDRAWN and not recalled:
        return DRAFT_STATES[DraftState.WITHDRAWN]
    return SUBMISSION_STATES[state]


WITHHELD = "暂缓"
OVER = frozenset({DraftState.WITHDRAWN, DraftState.SUPERSEDED})


def draft_state(
    state: Open[DraftState], content_type: Open[ContentType], *, withheld: bool = False, corrects: bool = False
) -> str:
    """A delivered draft is called by its channel: the package waits for a person, or the station has it. A held one
    is 暂缓 where it was out, 备用 where it was not. `corrects`: what it says is to take the place of what is out;
    `withheld`: what is out is pulled for now, whatever its correction is doing.
    """
    if withheld and state == DraftState.HELD and not corrects:
        return WITHHELD
    name = _state(state, content_type)
    if state in OVER:
        return name
    if withheld:
        return f"{WITHHELD}中·更正{name}"
    return f"更正{name}" if corrects else name


def _state(state: Open[DraftState], content_type: Open[ContentType]) -> str:
    if state != DraftState.DELIVERED:
        return DRAFT_STATES[state]
    return "已供电视台" if content_type == ContentType.TV_ITEM else "发布包已备好·待人工发布"
