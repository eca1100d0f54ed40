"""What the feed says of a report beside the words of its draft. It stands in the draft's content, and so is signed."""

from datetime import date
from typing import ClassVar

from services.publisher.stories.written_out import WrittenOut
from shared.campaign import Campaign
from shared.contracts.submissions import Submission
from shared.words import KINDS


class Term(WrittenOut):
    """A word of a vocabulary: its key, and how people call it."""

    key: str
    title: str


class About(WrittenOut):
    always: ClassVar[str] = "event_date unit"

    kind: Term
    category: Term
    place: Term
    event_date: date | None = None
    unit: str = ""


def about(submission: Submission, campaign: Campaign) -> About:
    """In the report's own facts and the campaign's names for them."""
    category = campaign.category(submission.category)
    unit = campaign.unit(submission.unit.code)
    return About(
        kind=Term(key=submission.kind, title=KINDS[submission.kind]),
        category=Term(key=submission.category, title=category.title if category else submission.category),
        place=Term(key=submission.unit.code, title=unit.short_name if unit else submission.unit.name),
        event_date=submission.event_date,
        unit=submission.unit.name,
    )
