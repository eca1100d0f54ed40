"""A body as it was read: its blocks, and what of it nobody is to publish."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from shared.contracts.submissions import Block, Tidied


class BodyForm(StrEnum):
    TEXT = "text"
    HTML = "html"
    MARKDOWN = "markdown"


class LeftOut(StrEnum):
    """What stands in a document and is no part of its text: left out, and told."""

    DELETED = "修订中删去的文字"
    STRUCK = "加删除线的文字"
    COMMENT = "批注"
    COMMENT_MARK = "批注标记"
    HIDDEN = "隐藏文字"
    FIELD_CODE = "域代码"
    FORMULA = "公式"
    PICTURE = "正文中的图片"
    MARKUP = "网页代码"


@dataclass(frozen=True)
class Body:
    blocks: tuple[Block, ...]
    left_out: tuple[Tidied, ...] = ()


class UnreadableBody(Exception):  # noqa: N818  it is the body that is at fault
    """It brings its reader down."""

    def __str__(self) -> str:
        return "系统读不了这段正文，请粘贴为纯文本后再提交。"


def told(times: Counter[LeftOut]) -> tuple[Tidied, ...]:
    """A comment's mark in the text is told only where the comment itself is missing."""
    marks_alone = not times[LeftOut.COMMENT]
    told_of = (kind for kind in LeftOut if times[kind] and (marks_alone or kind is not LeftOut.COMMENT_MARK))
    return tuple(Tidied(what=kind.value, times=times[kind]) for kind in told_of)
