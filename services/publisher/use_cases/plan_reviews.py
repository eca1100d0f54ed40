"""分级、加审: how many reviews a story passes, set by hand."""

import structlog

from services.publisher.domain.ledger import Action, Actor, entry
from services.publisher.domain.planning import may_plan, planned
from services.publisher.domain.refusal import Refused, not_found
from services.publisher.domain.stages import Level
from services.publisher.domain.story import Story
from services.publisher.use_cases.records import Records
from shared.clock import Clock
from shared.database import Database
from shared.identity import Account
from shared.ids import StoryId

log = structlog.get_logger(__name__)


class PlanReviews:
    def __init__(self, database: Database, records: Records, clock: Clock) -> None:
        self._database = database
        self._records = records
        self._clock = clock

    async def __call__(
        self, story_id: StoryId, version: int | None, level: Level, reason: str, person: Account, *, extra: bool
    ) -> Story:
        """Nobody is told: whoever reviews next finds the draft in their list, and the reason in its history."""
        async with self._database.transaction() as tx:
            story = await self._records.stories.get(story_id, tx)
            if story is None:
                raise not_found("这篇稿件")
            if refusal := may_plan(story, version, level, person):
                raise Refused(refusal)
            if (story.level, story.extra) == (level, extra):
                return story
            now = self._clock.now()
            after = planned(story, level, now, extra=extra)
            details = {"level": level, "extra": extra, "was": story.level}
            written = entry(Action.PLANNED, after, at=now, by=Actor.of(person), opinion=reason, details=details)
            await self._records.keep(after, [written], None, tx)
        log.info("story.planned", story=story_id, level=level, extra=extra)
        return after
