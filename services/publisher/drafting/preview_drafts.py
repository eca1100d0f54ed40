"""What drafts a report would give, before it is sent. Nothing is stored."""

from collections.abc import Collection
from dataclasses import dataclass

from services.publisher.drafting.drafting import Drafting
from services.publisher.stories.content import Picture
from services.publisher.stories.draft import Wording
from shared.contracts.submissions import Submission
from shared.contracts.words import ContentType


@dataclass(frozen=True)
class Preview:
    drafts: dict[ContentType, Wording]
    left_out: dict[ContentType, str]
    """Content types that it would give no draft for, and why."""


class PreviewDrafts:
    def __init__(self, drafting: Drafting) -> None:
        self._drafting = drafting

    def __call__(
        self, submission: Submission, pictures: tuple[Picture, ...], wanted: Collection[ContentType] = ()
    ) -> Preview:
        """Of the content types `wanted`, or of all."""
        source = self._drafting.source_with(submission, pictures, pictures)
        drafts = self._drafting.wordings(submission, source)
        left_out = self._drafting.unsuited(source)
        if not wanted:
            return Preview(drafts, left_out)
        return Preview(
            {content_type: draft for content_type, draft in drafts.items() if content_type in wanted},
            {content_type: reason for content_type, reason in left_out.items() if content_type in wanted},
        )
