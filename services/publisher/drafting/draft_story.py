"""A submission, or a new revision of one, becomes a story with its drafts."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import structlog

from services.publisher.drafting.drafting import Drafting, drafts_of
from services.publisher.stories.approvals import fallen_signers
from services.publisher.stories.draft import Wording
from services.publisher.stories.keeping import Records
from services.publisher.stories.ledger.ended_drafts import lines_of_ended
from services.publisher.stories.ledger.entry import Action, Entry, entered, entry
from services.publisher.stories.revisions import drafted_by_hand, is_news, planned_level, revised
from services.publisher.stories.stages import Level
from services.publisher.stories.story import Story
from shared.aside import with_texts
from shared.bus import Preparation, TemporaryFailure
from shared.campaign import Campaign
from shared.clock import Clock
from shared.contracts.stories import StoryDrafted, StoryFiled
from shared.contracts.submissions import Submission, SubmissionReceived
from shared.contracts.words import ContentType, SubmissionState
from shared.database import Database, Transaction
from shared.ids import EventId, StoryId, new_id

log = structlog.get_logger(__name__)

PREPARED_AT_ONCE = 8
"""Wordings that wait for their transaction; more than are ever handled at once."""


class DraftStory:
    """Run twice, it finds the revision it already knows and does nothing.

    The wordings are made before the transaction and off the loop: how long that takes is for the report to say, and it
    must hold up nobody else.
    """

    def __init__(
        self,
        database: Database,
        records: Records,
        drafting: Drafting,
        render: Preparation[SubmissionReceived],
        campaign: Campaign,
        clock: Clock,
    ) -> None:
        self._database = database
        self._records = records
        self._drafting = drafting
        self._render = render
        self._campaign = campaign
        self._clock = clock
        self._prepared: dict[EventId, dict[ContentType, Wording]] = {}

    async def prepare(self, event: SubmissionReceived) -> None:
        await self._render(event)
        submission = event.submission
        if not self._campaign.handling(submission.kind).drafts and submission.revision == 1:
            return
        async with self._database.reading() as view:
            source = await self._drafting.source(submission, view)
        self._prepared[event.event_id] = await with_texts(self._drafting.wordings, submission, source)
        while len(self._prepared) > PREPARED_AT_ONCE:
            del self._prepared[next(iter(self._prepared))]

    async def __call__(self, event: SubmissionReceived, tx: Transaction) -> None:
        submission, wordings = event.submission, self._prepared.pop(event.event_id, None)
        known = await self._records.stories.by_submission(submission.id, tx)
        if not is_news(known, submission):
            log.info("submission.known", number=submission.number, revision=submission.revision)
            return
        rules = self._campaign.handling(submission.kind)
        story = known or Story(StoryId(new_id()), submission, rules.level)
        level = planned_level(story, submission, rules.level)
        if rules.drafts or drafted_by_hand(story, submission):
            if wordings is None:
                raise TemporaryFailure(f"报送 {submission.number} 的平台稿尚未备好")  # the next attempt prepares it
            await self._draft(story, submission, level, wordings, tx)
        else:
            await self._file(story, submission, level, tx)

    async def _draft(
        self,
        story: Story,
        submission: Submission,
        level: Level,
        wordings: Mapping[ContentType, Wording],
        tx: Transaction,
    ) -> None:
        now = self._clock.now()
        new = drafts_of(replace(story, level=level), submission, wordings)
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
