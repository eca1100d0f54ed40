"""A platform's limits are data: one dated file per content type, with source and confidence, read once."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.publisher.stories.finding import Level
from shared.contracts.words import ContentType
from shared.text.counting import COUNTING, Count

PLATFORMS_FOLDER = Path(__file__).parent


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Limit(Part):
    """What a field may hold. `aim` is what a formatter tries for, `warn` what a reader no longer sees at once."""

    field: str
    label: str
    """In Chinese, for people."""
    min: int = 0
    max: int
    warn: int | None = None
    warn_below: int | None = None
    aim: int | None = None
    count: Count
    propose: bool = False
    """Whether what is too long is shortened as a proposal."""
    then: Level
    why: str = ""
    """What happens beyond `warn`, or below `warn_below`, in Chinese."""
    source: str
    confidence: Literal["A", "B", "C", "own"]

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not 0 <= self.min <= (self.max if self.aim is None else self.aim) <= self.max:
            raise ValueError(f"{self.field}: min, aim and max are not in order")
        return self

    def measure(self, text: str) -> int:
        return COUNTING[self.count](text)

    def fits(self, text: str) -> bool:
        return self.measure(text) <= self.max

    def aims_at(self, text: str) -> bool:
        """Whether it is no longer than a formatter writes by itself."""
        return self.measure(text) <= (self.max if self.aim is None else self.aim)


class PictureLimit(Part):
    """What a single picture must be like. Aspects are width by height."""

    media_types: tuple[str, ...] = ("image/jpeg", "image/png")
    max_bytes: int
    narrowest: float | None = None
    widest: float | None = None
    min_width: int = 1
    min_height: int = 1
    source: str
    confidence: Literal["A", "B", "C", "own"]


class Strictness(Part):
    """The level of a rule that every platform knows, here."""

    rule: str
    level: Level
    source: str
    confidence: Literal["A", "B", "C", "own"]


class Limits(Part):
    content_type: ContentType
    name: str
    """In Chinese: 抖音图文."""
    as_of: date
    limits: tuple[Limit, ...] = Field(min_length=1)
    pictures: PictureLimit | None = None
    rules: tuple[Strictness, ...] = ()

    def of(self, field: str) -> Limit:
        return next(limit for limit in self.limits if limit.field == field)

    def cited(self, entry: Limit | PictureLimit | Strictness) -> str:
        """抖音图文图片要求（2026-11，可信度B）."""
        confidence = "本系统规则" if entry.confidence == "own" else f"可信度{entry.confidence}"
        return f"{entry.source}（{self.as_of:%Y-%m}，{confidence}）"


@cache
def limits_of(content_type: ContentType) -> Limits:
    """The limits file of a content type, checked, read once; the contract suite reads them all."""
    path = PLATFORMS_FOLDER / content_type.replace(".", "_") / "limits.toml"
    return Limits.model_validate({"content_type": content_type, **tomllib.loads(path.read_text(encoding="utf-8"))})
