"""线索: until when the station's desk is shown a report, and its footage, as the unit sent it."""

from services.publisher.stories.story import Story
from shared.contracts.words import ContentType, DraftState, SubmissionState

NO_LEAD = frozenset({SubmissionState.WITHDRAWN, SubmissionState.RETURNED, SubmissionState.REJECTED})
"""Taken back or down, being changed, or turned down."""
NO_ITEM = frozenset({DraftState.WITHDRAWN, DraftState.REJECTED})
"""Whoever takes the item down, or turns it down, means its text and its footage too."""


def is_shown(story: Story) -> bool:
    """As a lead, and after that beside its item as long as it may be used: the footage is more than the item's
    pictures. The list of leads itself leaves out what is in the feed.
    """
    items = [draft for draft in story.current if draft.content_type is ContentType.TV_ITEM]
    if any(item.is_out for item in items):
        return not any(item.is_pulled for item in items)
    return story.state not in NO_LEAD and not (items and items[-1].state in NO_ITEM)
