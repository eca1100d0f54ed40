"""One reviewer decides on all drafts of a story that wait for the stage: all or nothing, one event, one e-mail."""

import structlog

from services.publisher.reviewing.decide import decide
from services.publisher.reviewing.decision import Reviewer, StoryDecision
from services.publisher.reviewing.incomplete import complete_for_story
from services.publisher.reviewing.whole_story import may_act_on_story, may_pass_story, nothing_waits, waiting
from services.publisher.stories.draft import Draft
from services.publisher.stories.keeping import Records
from services.publisher.stories.refusal import Refused, not_found
from services.publisher.stories.story import Story
from shared.clock import Clock
from shared.contracts.words import Verdict
from shared.database import Database
from shared.ids import StoryId

log = structlog.get_logger(__name__)


class ReviewStory:
    def __init__(self, database: Database, records: Records, clock: Clock) -> None:
        self._database = database
        self._records = records
        self._clock = clock

    async def __call__(self, story_id: StoryId, act: StoryDecision, reviewer: Reviewer) -> Story:
        decision = act.decision
        async with self._database.transaction() as tx:
            story = await self._records.stories.get(story_id, tx)
            if story is None:
                raise not_found("这篇稿件")
            complete_for_story(act, story)
            refusal = may_act_on_story(story, act.versions, decision.stage, reviewer)
            used, unused = _chosen(act, waiting(story, decision.stage))
            if refusal is None and decision.verdict is Verdict.PASS:
                refusal = nothing_waits(used, decision.stage) or may_pass_story(used, decision)
            if refusal is not None:
                raise Refused(refusal)
            decided = decide(story, used, decision, reviewer, self._clock.now(), unused)
            await self._records.keep(decided.story, decided.entries, decided.event, tx)
        log.info("story.reviewed", story=story_id, stage=decision.stage, verdict=decision.verdict, drafts=len(used))
        return decided.story


def _chosen(act: StoryDecision, drafts: tuple[Draft, ...]) -> tuple[tuple[Draft, ...], tuple[Draft, ...]]:
    """Those that are used, and those that are held."""
    if act.channels is None:
        return drafts, ()
    used = tuple(draft for draft in drafts if draft.content_type in act.channels)
    return used, tuple(draft for draft in drafts if draft.content_type not in act.channels)
