"""The unit takes its report back."""

from dataclasses import replace

import structlog

from services.publisher.stories.keeping import Records
from services.publisher.stories.ledger.ended_drafts import lines_of_ended
from services.publisher.stories.ledger.entry import Action, entered, entry
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

    def __init__(self, records: Records, campaign: Campaign, clock: Clock) -> None:
        self._records = records
        self._campaign = campaign
        self._clock = clock

    async def __call__(self, event: SubmissionWithdrawn, tx: Transaction) -> None:
        submission = event.submission
        known = await self._records.stories.by_submission(submission.id, tx)
        if known is not None and known.withdrawal is not None:
            return
        now = self._clock.now()
        story = known or Story(StoryId(new_id()), submission, self._campaign.rules(submission.kind).level, version=0)
        if submission.revision > story.submission.revision:
            story = replace(story, submission=submission)
        withdrawn = withdrawn_by_unit(story, event.reason, now)
        entries = [
            entry(Action.TAKEN_BACK, withdrawn, at=now, opinion=event.reason, details=entered(event.by)),
            *lines_of_ended(Action.TAKEN_BACK, story, withdrawn, now, event.reason),
        ]
        said = StoryWithdrawn(story=withdrawn.status(), reason=event.reason, occurred_at=now)
        await self._records.keep(withdrawn, entries, said, tx)
        log.info("story.withdrawn", number=submission.number, overtook=known is None)
