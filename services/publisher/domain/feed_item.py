"""A signed TV draft as an item of the feed: the same words, set beside what is known of their report."""

from datetime import datetime
from typing import Any

from services.publisher.domain.content import Content
from services.publisher.domain.feed import FeedItem, ItemStatus, LowerThird, Media, Term
from shared.campaign import Campaign
from shared.contracts.submissions import Submission
from shared.contracts.words import AiUse
from shared.ids import Sha256
from shared.text.speaking import whole_seconds
from shared.words import KINDS

CORRECTED = "更正稿：请停止使用此前版本，以本版为准。"


def item_of(
    submission: Submission,
    content: Content,
    campaign: Campaign,
    *,
    id_: str,
    slug: str,
    version: int,
    published: datetime,
    updated: datetime,
    corrects: bool,
) -> FeedItem:
    script = str(content.get("script", ""))
    category = campaign.category(submission.category)
    unit = campaign.unit(submission.unit.code)
    return FeedItem(
        id=id_,
        slug=slug,
        version=version,
        status=ItemStatus.USABLE,
        published=published,
        updated=updated,
        title=content["headline"],
        summary=content.get("summary", ""),
        body=tuple(line for line in str(content.get("body", "")).split("\n") if line),
        script=script,
        seconds=whole_seconds(script) if script else None,
        lower_thirds=tuple(_lower_third(strip) for strip in content.get("lower_thirds", ())),
        kind=Term(key=submission.kind, title=KINDS[submission.kind]),
        category=Term(key=submission.category, title=category.title if category else submission.category),
        place=Term(key=submission.unit.code, title=unit.short_name if unit else submission.unit.name),
        place_name=submission.place,
        event_date=submission.event_date,
        unit=submission.origin or submission.unit.name,
        byline=_byline(submission),
        ai_use=AiUse(content.get("declarations", {}).get("ai_use", submission.ai_use)),
        note=CORRECTED if corrects else "",
        media=tuple(_media(picture) for picture in content.get("images", ())),
    )


def _byline(submission: Submission) -> tuple[str, ...]:
    names = (("通讯员", submission.byline.text), ("摄影", submission.byline.photo))
    return tuple(f"{role} {name}" for role, name in names if name)


def _lower_third(strip: str | dict[str, Any]) -> LowerThird:
    if isinstance(strip, str):
        return LowerThird(kind="headline", text=strip)
    return LowerThird.model_validate(strip)


def _media(picture: dict[str, Any]) -> Media:
    return Media(
        sha256=Sha256(picture["sha256"]),
        name=picture["name"],
        media_type=picture["media_type"],
        size=picture["size"],
        width=picture["width"],
        height=picture["height"],
        caption=picture.get("caption", ""),
        credit=picture.get("credit", ""),
    )
