"""The unit takes its report back: what is not out ends, what is out is withheld for a person on duty to decide."""

from dataclasses import replace
from datetime import datetime

import structlog

from services.publisher.feed.item import Feed
from services.publisher.stories.approvals import fallen_signers
from services.publisher.stories.keeping import Records
from services.publisher.stories.ledger.ended_drafts import lines_of_ended
from services.publisher.stories.ledger.entry import Action, Entry, entered, entry
from services.publisher.stories.revisions import withdrawn_by_unit
from services.publisher.stories.story import Story
from shared.campaign import Campaign
from shared.clock import Clock
from shared.contracts.stories import StoryWithdrawn
from shared.contracts.submissions import SubmissionWithdrawn
from shared.database import Transaction
from shared.ids import StoryId, new_id

log = structlog.get_logger(__name__)


class RecallStory:
    """Run twice, it finds the withdrawal. One that overtakes its submission is kept as a story of its own, and wins."""

    def __init__(self, records: Records, feed: Feed, campaign: Campaign, clock: Clock) -> None:
        self._records = records
        self._feed = feed
        self._campaign = campaign
        self._clock = clock

    async def __call__(self, event: SubmissionWithdrawn, tx: Transaction) -> None:
        submission = event.submission
        known = await self._records.stories.by_submission(submission.id, tx)
        if known is not None and known.withdrawal is not None:
            return
        now = self._clock.now()
        story = known or Story(StoryId(new_id()), submission, self._campaign.handling(submission.kind).level, version=0)
        if submission.revision > story.submission.revision:
            story = replace(story, submission=submission)
        withdrawn = await self._shown(withdrawn_by_unit(story, event.reason, now), tx)
        entries = [
            entry(Action.TAKEN_BACK, withdrawn, at=now, opinion=event.reason, details=entered(event.by)),
            *lines_of_ended(Action.TAKEN_BACK, story, withdrawn, now, event.reason),
            *_lines_of_withheld(story, withdrawn, now, event.reason),
        ]
        out = tuple(draft for draft in withdrawn.drafts if draft.is_out)
        said = StoryWithdrawn(
            story=withdrawn.status(), reason=event.reason, withheld=tuple(draft.id for draft in out),
            signers=fallen_signers(story, withdrawn), occurred_at=now,
        )  # fmt: skip
        await self._records.keep(withdrawn, entries, said, tx)
        log.info("story.withdrawn", number=submission.number, overtook=known is None)

    async def _shown(self, story: Story, tx: Transaction) -> Story:
        """In the feed as well."""
        out = [draft for draft in story.drafts if draft.is_out]
        numbered = [draft.known_as(await self._feed.recall(draft, tx)) for draft in out]
        return story.with_drafts(*numbered) if numbered else story


def _lines_of_withheld(before: Story, after: Story, at: datetime, reason: str) -> list[Entry]:
    """They name the words that are out."""
    pulled = [now for was in before.drafts if was.is_usable and (now := after.draft(was.id)).is_pulled]
    return [entry(Action.WITHHELD, after, at=at, draft=draft.as_out, opinion=reason) for draft in pulled]
