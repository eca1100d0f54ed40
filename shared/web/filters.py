"""Jinja filters: words in Chinese, times on the users' clock, sizes a person can read."""

from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from typing import Any

from shared.campaign.model import OpenDate
from shared.clock import SHANGHAI
from shared.contracts.unknown import Unknown
from shared.identity.account import Role
from shared.words import (
    AI_USES,
    CONSENTS,
    CONTENT_TYPES,
    DRAFT_STATES,
    FILE_ROLES,
    KINDS,
    PROOFS,
    STAGES,
    SUBMISSION_STATES,
    VERDICTS,
)

ROLES = {
    Role.UNIT: "供稿单位",
    Role.EDITOR: "编辑",
    Role.WRITER: "撰稿",
    Role.OFFICE: "处室",
    Role.STATION: "电视台",
    Role.SUBSCRIBER: "供稿订阅",
    Role.OPERATOR: "运维",
}

WORDS: tuple[dict[Any, str], ...] = (
    KINDS, CONTENT_TYPES, SUBMISSION_STATES, DRAFT_STATES, STAGES, VERDICTS, CONSENTS, AI_USES, FILE_ROLES, ROLES,
)  # fmt: skip

TONES = {
    "done": {"adopted", "published", "delivered", "signed_off", "pass", "sent", "obtained"},
    "busy": {"received", "in_review", "delivering", "sending", "queued", "retrying"},
    "wait": {
        "awaiting_first_review", "awaiting_second_review", "awaiting_extra_review", "awaiting_final_review", "open",
    },
    "warn": {"returned", "return", "outcome_unknown", "unknown", "missing", "warn", "late"},
    "bad": {"rejected", "reject", "failed", "withdrawn", "block", "dead"},
    "calm": {"held", "hold", "superseded", "filed", "note"},
}  # fmt: skip
UNIT = 1024


def label(word: Any) -> str:
    """The Chinese name of a word of the contracts; a word without one stands for itself."""
    if isinstance(word, Unknown):
        return f"未知类型（{word}）"
    for words in WORDS:
        # An enum is looked up among its own kind: `returned` of a draft and of a submission may differ one day.
        if not isinstance(word, Enum) or isinstance(next(iter(words)), type(word)):
            named = words.get(word)
            if named is not None:
                return named
    return str(getattr(word, "value", word))


def proof_label(stage: Any) -> str:
    return PROOFS[stage]


def tone(state: Any) -> str:
    """The badge's colour: done, busy, wait, warn, bad or calm."""
    value = str(getattr(state, "value", state))
    return next((name for name, states in TONES.items() if value in states), "calm")


def local_time(moment: datetime | None, form: str = "%Y-%m-%d %H:%M") -> str:
    """In Asia/Shanghai; an empty text for none."""
    return moment.astimezone(SHANGHAI).strftime(form) if moment else ""


def local_date(day: date | datetime | None) -> str:
    """12月5日; with the year in front when it is not obvious is the template's business."""
    if day is None:
        return ""
    local = day.astimezone(SHANGHAI) if isinstance(day, datetime) else day
    return f"{local.month}月{local.day}日"


def open_date(day: OpenDate) -> str:
    """What is known of it: the day, or words such as 12月上旬 until it is set."""
    return local_date(day.on) or day.text


def filesize(size: int) -> str:
    number = float(size)
    for unit in ("B", "KB", "MB"):
        if number < UNIT:
            return f"{number:.0f} {unit}" if unit == "B" or number >= 10 else f"{number:.1f} {unit}"  # noqa: PLR2004
        number /= UNIT
    return f"{number:.1f} GB"


FILTERS: dict[str, Callable[..., str]] = {
    "label": label,
    "proof_label": proof_label,
    "tone": tone,
    "local_time": local_time,
    "local_date": local_date,
    "open_date": open_date,
    "filesize": filesize,
}
