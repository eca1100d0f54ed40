"""机审提示: what the machine noticed. Advisory, but a `block` must be overridden with a reason."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    BLOCK = "block"
    WARN = "warn"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    rule: str
    """A stable key such as `douyin.title.too-long`."""
    level: Level
    field: str
    """The content's field, `images[2]`, or empty for the whole draft."""
    message: str
    """In Chinese, for the editor: what, and the remedy."""
    source: str
    """Where the rule comes from, with its confidence: "抖音创作者平台 2026-11 (B)"."""
    start: int = 0
    end: int = 0
    """Code-point offsets in the field's text, end exclusive; equal where there is no place."""
