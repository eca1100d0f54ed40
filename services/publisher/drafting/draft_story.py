"""A submission, or a new revision of one, becomes a story with its drafts."""

from dataclasses import replace
from datetime import datetime

import structlog

from services.publisher.drafting.drafting import Drafting
from services.publisher.stories.approvals import fallen_signers
from services.publisher.stories.keeping import Records
from services.publisher.stories.ledger.ended_drafts import lines_of_ended
from services.publisher.stories.ledger.entry import Action, Entry, entered, entry
from services.publisher.stories.revisions import drafted_by_hand, is_news, planned_level, revised
from services.publisher.stories.stages import Level
from services.publisher.stories.story import Story
from shared.campaign import Campaign
from shared.clock import Clock
from shared.contracts.stories import StoryDrafted, StoryFiled
from shared.contracts.submissions import Submission, SubmissionReceived
from shared.contracts.words import SubmissionState
from shared.database import Transaction
from shared.ids import StoryId, new_id

log = structlog.get_logger(__name__)


class DraftStory:
    """Run twice, it finds the revision it already knows and does nothing."""

    def __init__(self, records: Records, drafting: Drafting, campaign: Campaign, clock: Clock) -> None:
        self._records = records
        self._drafting = drafting
        self._campaign = campaign
        self._clock = clock

    async def __call__(self, event: SubmissionReceived, tx: Transaction) -> None:
        submission = event.submission
        known = await self._records.stories.by_submission(submission.id, tx)
        if not is_news(known, submission):
            log.info("submission.known", number=submission.number, revision=submission.revision)
            return
        rules = self._campaign.handling(submission.kind)
        story = known or Story(StoryId(new_id()), submission, rules.level)
        level = planned_level(story, submission, rules.level)
        if rules.drafts or drafted_by_hand(story, submission):
            await self._draft(story, submission, level, tx)
        else:
            await self._file(story, submission, level, tx)

    async def _draft(self, story: Story, submission: Submission, level: Level, tx: Transaction) -> None:
        now = self._clock.now()
        source = await self._drafting.source(submission, tx)
        new = self._drafting.drafts(replace(story, level=level), submission, source)
        drafted = revised(story, submission, level, new, now)
        if story.seen_version == 0:
            drafted = replace(drafted, version=1)
        entries = [_submitted(drafted, now)]
        entries += lines_of_ended(Action.SUPERSEDED, story, drafted, now)
        entries += [entry(Action.DRAFTED, drafted, at=now, draft=draft) for draft in new]
        said = StoryDrafted(story=drafted.status(), signers=fallen_signers(story, drafted), occurred_at=now)
        await self._records.keep(drafted, entries, said, tx)
        log.info("story.drafted", number=submission.number, revision=submission.revision, drafts=len(new))

    async def _file(self, story: Story, submission: Submission, level: Level, tx: Transaction) -> None:
        """Drafts that there were of a revision of another kind give way; what of them is out stays."""
        now = self._clock.now()
        after = replace(revised(story, submission, level, (), now), version=story.seen_version + 1)
        filed = after if after.current else replace(after, state=SubmissionState.FILED)
        entries = [
            _submitted(filed, now),
            *lines_of_ended(Action.SUPERSEDED, story, filed, now),
            entry(Action.FILED, filed, at=now),
        ]
        said = StoryFiled(story=filed.status(), signers=fallen_signers(story, filed), occurred_at=now)
        await self._records.keep(filed, entries, said, tx)
        log.info("story.filed", number=filed.submission.number, revision=filed.submission.revision)


def _submitted(story: Story, at: datetime) -> Entry:
    submission = story.submission
    details = {"revision": submission.revision, **entered(submission.entered_by)}
    return entry(Action.SUBMITTED, story, at=at, details=details)
