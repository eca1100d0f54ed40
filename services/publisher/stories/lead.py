"""线索: until when the station's desk is shown a report, and its footage, as the unit sent it."""

from services.publisher.stories.draft import Draft
from services.publisher.stories.story import Story
from shared.contracts.words import ContentType, DraftState, SubmissionState

NO_LEAD = frozenset({SubmissionState.WITHDRAWN, SubmissionState.RETURNED, SubmissionState.REJECTED})
"""Taken back or down, being changed, or turned down."""
NO_ITEM = frozenset({DraftState.WITHDRAWN, DraftState.REJECTED})
"""Whoever takes the item down, or turns it down, means its text and its footage too."""


def is_lead(story: Story) -> bool:
    """Nothing of it is in the feed, and nothing says that it should not come there. A new revision of what was taken
    or turned down is a lead again. `storage/lists.py` asks the database the same.
    """
    items = _items(story)
    turned_down = any(one.revision == story.submission.revision and one.state in NO_ITEM for one in items)
    asked_for = story.withdrawal is None and story.state not in NO_LEAD
    return asked_for and not turned_down and not any(item.is_out for item in items)


def is_shown(story: Story) -> bool:
    """As a lead, and after that beside its item as long as it may be used: the footage is more than the item's
    pictures.
    """
    out = [item for item in _items(story) if item.is_out]
    return not any(item.is_pulled for item in out) if out else is_lead(story)


def _items(story: Story) -> list[Draft]:
    return [draft for draft in story.current if draft.content_type is ContentType.TV_ITEM]
