"""分级、加审: how many reviews a story passes, set by hand."""

import structlog

from services.publisher.reviewing.planning import (
    may_plan,
    nobody_left_to_sign,
    planned,
    signers_in_work,
    voided_stages,
    waived_stages,
)
from services.publisher.stories.keeping import Records
from services.publisher.stories.ledger.entry import Action, Actor, entry
from services.publisher.stories.refusal import Refused, not_found
from services.publisher.stories.stages import Level
from services.publisher.stories.story import Story
from shared.clock import Clock
from shared.contracts.stories import StoryPlanned
from shared.database import Database
from shared.identity import Account, Identity
from shared.ids import StoryId

log = structlog.get_logger(__name__)


class PlanReviews:
    def __init__(self, database: Database, records: Records, identity: Identity, clock: Clock) -> None:
        self._database = database
        self._records = records
        self._identity = identity
        self._clock = clock

    async def __call__(
        self, story_id: StoryId, version: int | None, level: Level, reason: str, person: Account, *, extra: bool
    ) -> Story:
        """Those who have signed are told; whoever reviews next finds the draft in their list.

        Refused: stale, not-allowed, separation-of-duties, invalid (no reason), nobody-left.
        """
        accounts = await self._identity.accounts()
        async with self._database.transaction() as tx:
            story = await self._records.stories.get(story_id, tx)
            if story is None:
                raise not_found("这篇稿件")
            if refusal := may_plan(story, version, level, reason, person, extra=extra):
                raise Refused(refusal)
            if (story.level, story.extra) == (level, extra):
                return story
            now = self._clock.now()
            waived = waived_stages(story, level, extra=extra)
            after = planned(story, level, person, now, extra=extra)
            if waived and (refusal := nobody_left_to_sign(after, accounts)):
                raise Refused(refusal)
            details = {"level": level, "extra": extra, "was": story.level, "waived": list(waived)}
            written = entry(Action.PLANNED, after, at=now, by=Actor.of(person), opinion=reason, details=details)
            event = StoryPlanned(
                story=after.status(), level=level, stages=after.stages, waived=waived, reason=reason, by=person.id,
                signers=tuple(signer for signer in signers_in_work(story) if signer != person.id),
                voided=voided_stages(story, after), occurred_at=now,
            )  # fmt: skip
            await self._records.keep(after, [written], event, tx)
        log.info("story.planned", story=story_id, level=level, extra=extra, waived=len(waived))
        return after
