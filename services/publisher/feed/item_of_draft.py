"""A signed TV draft as an item of the feed: the same words, and what was signed with them about their report."""

from datetime import datetime
from typing import Any

from services.publisher.feed.item import CORRECTED, FeedItem, ItemStatus, LowerThird, Media
from services.publisher.stories.about import About
from services.publisher.stories.draft import Draft
from shared.contracts.words import AiUse


def signed_about(draft: Draft) -> About | None:
    """None in a draft from before this was signed."""
    said = draft.content.get("about")
    return About.model_validate(said) if said else None


def item_of(
    draft: Draft,
    about: About,
    *,
    id_: str,
    slug: str,
    version: int,
    published: datetime,
    updated: datetime,
    corrects: bool,
) -> FeedItem:
    """Every word in it was signed."""
    content = draft.content
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
        kind=about.kind,
        category=about.category,
        place=about.place,
        event_date=about.event_date,
        unit=about.unit,
        byline=content["byline"],
        ai_use=AiUse(content["declarations"]["ai_use"]),
        note=CORRECTED if corrects else "",
        media=tuple(_media(picture) for picture in content["media"]),
    )


def _media(picture: dict[str, Any]) -> Media:
    return Media.model_validate({name: picture[name] for name in Media.model_fields})
