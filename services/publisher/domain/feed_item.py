"""A signed TV draft as an item of the feed: the same words, set beside what is known of their report."""

from datetime import datetime
from typing import Any

from services.publisher.domain.draft import Draft
from services.publisher.domain.feed import FeedItem, ItemStatus, LowerThird, Media, Term
from shared.campaign import Campaign
from shared.contracts.submissions import Submission
from shared.contracts.words import AiUse
from shared.words import KINDS

CORRECTED = "更正稿：请停止使用此前版本，以本版为准。"


def item_of(
    submission: Submission,
    draft: Draft,
    campaign: Campaign,
    *,
    id_: str,
    slug: str,
    version: int,
    published: datetime,
    updated: datetime,
    corrects: bool,
) -> FeedItem:
    """Every word in it was signed, or is the system's own name for a unit, a kind, a category."""
    content = draft.content
    category = campaign.category(submission.category)
    unit = campaign.unit(submission.unit.code)
    return FeedItem(
        id=id_,
        slug=slug,
        version=version,
        status=ItemStatus.USABLE,
        published=published,
        updated=updated,
        title=draft.posted.title or content["headline"],
        summary=content["summary"],
        html=draft.posted.html,
        script=content["script"],
        seconds=content["seconds"],
        lower_thirds=tuple(LowerThird.model_validate(strip) for strip in content["lower_thirds"]),
        kind=Term(key=submission.kind, title=KINDS[submission.kind]),
        category=Term(key=submission.category, title=category.title if category else submission.category),
        place=Term(key=submission.unit.code, title=unit.short_name if unit else submission.unit.name),
        event_date=submission.event_date,
        unit=submission.unit.name,
        byline=content["byline"],
        ai_use=AiUse(content["declarations"]["ai_use"]),
        note=CORRECTED if corrects else "",
        media=tuple(_media(picture) for picture in content["media"]),
    )


def _media(picture: dict[str, Any]) -> Media:
    return Media.model_validate({name: picture[name] for name in Media.model_fields})
