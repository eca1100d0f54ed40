"""Every event by its address. To add one: its class, a line here, a golden sample in tests/contracts/."""

from shared.contracts.campaign import DeadlineNear
from shared.contracts.event import Event
from shared.contracts.stories import (
    DraftEdited,
    DraftPublished,
    DraftReleased,
    DraftResumed,
    DraftReviewed,
    DraftSignedOff,
    DraftWithdrawn,
    StoryDrafted,
    StoryFiled,
    StoryPlanned,
    StoryReturned,
    StoryWithdrawn,
)
from shared.contracts.submissions import SubmissionReceived, SubmissionWithdrawn

EVENTS: dict[str, type[Event]] = {
    event.type: event
    for event in (
        SubmissionReceived,
        SubmissionWithdrawn,
        DeadlineNear,
        StoryDrafted,
        StoryFiled,
        StoryPlanned,
        StoryReturned,
        StoryWithdrawn,
        DraftEdited,
        DraftReviewed,
        DraftResumed,
        DraftSignedOff,
        DraftReleased,
        DraftPublished,
        DraftWithdrawn,
    )
}
