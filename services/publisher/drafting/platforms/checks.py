"""Findings that come from a limits file: too long, too short, too many, not accepted yet."""

from bisect import bisect_right
from dataclasses import dataclass

from services.publisher.drafting.platforms.html import BodyBlock
from services.publisher.drafting.platforms.limits import Limit, Limits
from services.publisher.drafting.platforms.material import is_topic, unsuited
from services.publisher.drafting.platforms.shapes import Image
from services.publisher.stories.fields import unit_of
from services.publisher.stories.finding import Finding, Level
from shared.text.counting import Count


@dataclass(frozen=True)
class Measured:
    """What is counted for one limit: the exact string, or a number of things."""

    limit: Limit
    used: int
    field: str
    """The content's field an editor would change."""
    text: str = ""
    """That field's text: the finding points at its end."""

    @classmethod
    def text_of(cls, limit: Limit, posted: str, *, field: str = "", text: str | None = None) -> "Measured":
        return cls(limit, limit.measure(posted), field or limit.field, posted if text is None else text)

    @classmethod
    def number_of(cls, limit: Limit, number: int) -> "Measured":
        return cls(limit, number, limit.field)


def over_and_under(limits: Limits, measured: Measured) -> list[Finding]:
    limit, used = measured.limit, measured.used
    unit, verb = unit_of(limit.field), "删减" if limit.count is Count.NUMBER else "压缩"
    if used > limit.max:
        message = f"{limit.label}{used}{unit}，上限{limit.max}{unit}，请{verb}{used - limit.max}{unit}"
        return [_finding(limits, measured, "too-long", limit.then, message)]
    if used < limit.min:
        message = (
            f"{limit.label}不能为空，请补上" if not used else f"{limit.label}{used}{unit}，至少要{limit.min}{unit}"
        )
        return [_finding(limits, measured, "too-short", limit.then, message)]
    if limit.warn is not None and used > limit.warn:
        return [_finding(limits, measured, "long", Level.WARN, f"{limit.label}{used}{unit}：{limit.why}")]
    if limit.warn_below is not None and used < limit.warn_below:
        return [_finding(limits, measured, "short", Level.WARN, f"{limit.label}{used}{unit}：{limit.why}")]
    return []


def proposed_title(limits: Limits, field: str, title: str, proposed: str) -> list[Finding]:
    """A shortened title stays blocked until an editor rewrites it or accepts it by clearing the proposal."""
    if not proposed or title != proposed:
        return []
    limit = limits.of(field)
    message = f"来稿标题长短不合要求，现为系统拟稿「{title}」，请确认采用或改写"
    rule = f"{limits.content_type}.{field}.proposed"
    return [Finding(rule, limit.then, field, message, limits.cited(limit), 0, len(title))]


def topic_marks(limits: Limits, topics: tuple[str, ...]) -> list[Finding]:
    """A space or a mark inside a topic would end it there."""
    limit = limits.of("topics")
    return [
        Finding(
            f"{limits.content_type}.topics.marks",
            Level.BLOCK,
            f"topics[{index}]",
            f"话题“{topic}”含空格、标点或过长，平台会截断，请只用汉字、字母和数字，30字以内",
            limits.cited(limit),
            0,
            len(topic),
        )
        for index, topic in enumerate(topics)
        if not is_topic(topic)
    ]


def picture_shapes(limits: Limits, field: str, pictures: tuple[Image, ...]) -> list[Finding]:
    shape = limits.pictures
    if shape is None:
        return []
    return [
        Finding(
            f"{limits.content_type}.{field}.shape",
            Level.BLOCK,
            f"{field}[{index}]",
            f"图片“{image.name}”{reason}",
            limits.cited(shape),
        )
        for index, image in enumerate(pictures)
        if (reason := unsuited(image.picture(), shape))
    ]


def missing_pictures(limits: Limits, body: tuple[BodyBlock, ...], images: tuple[Image, ...]) -> list[Finding]:
    """A picture block of which the draft has no picture would vanish from the article."""
    known = {image.sha256 for image in images}
    return [
        Finding(
            f"{limits.content_type}.body.picture",
            Level.BLOCK,
            f"body[{index}]",
            "此处的图片不在本稿图片之列，请删去该图或补回图片",
            "本系统规则",
        )
        for index, block in enumerate(body)
        if block.kind == "image" and block.sha256 not in known
    ]


def _finding(limits: Limits, measured: Measured, rule: str, level: Level, message: str) -> Finding:
    name = f"{limits.content_type}.{measured.limit.field}.{rule}"
    start, end = _overflow(measured), len(measured.text)
    return Finding(name, level, measured.field, message, limits.cited(measured.limit), start, end)


def _overflow(measured: Measured) -> int:
    """Where the field's text goes over; its beginning, where it is counted together with others."""
    limit, text = measured.limit, measured.text
    if limit.count is Count.NUMBER or limit.measure(text) != measured.used or limit.fits(text):
        return 0
    return bisect_right(range(len(text)), limit.max, key=lambda end: limit.measure(text[:end])) - 1
