"""校对 of all drafts of a story that wait for the stage: all or nothing."""

from services.publisher.reviewing.decision import Reviewer, StoryDecision
from services.publisher.reviewing.incomplete import complete_for_story
from services.publisher.reviewing.verdicts import proofread
from services.publisher.reviewing.whole_story import may_act_on_story, waiting
from services.publisher.stories.keeping import Records
from services.publisher.stories.ledger.entry import Action, Actor, entry
from services.publisher.stories.refusal import Refused, not_found
from services.publisher.stories.story import Story
from shared.clock import Clock
from shared.database import Database
from shared.ids import StoryId


class ProofreadStory:
    def __init__(self, database: Database, records: Records, clock: Clock) -> None:
        self._database = database
        self._records = records
        self._clock = clock

    async def __call__(self, story_id: StoryId, act: StoryDecision, reviewer: Reviewer) -> Story:
        """`act.decision` names the stage, its opinion is the proofreader's note."""
        stage, note = act.decision.stage, act.decision.opinion
        async with self._database.transaction() as tx:
            story = await self._records.stories.get(story_id, tx)
            if story is None:
                raise not_found("这篇稿件")
            complete_for_story(act, story)
            if refusal := may_act_on_story(story, act.versions, stage, reviewer):
                raise Refused(refusal)
            now = self._clock.now()
            by = Actor.of(reviewer.account, reviewer.principal)
            read = [proofread(draft, stage, reviewer, now, note) for draft in waiting(story, stage)]
            new = [draft for draft in read if draft is not story.draft(draft.id)]
            entries = [
                entry(Action.PROOFREAD, story, at=now, by=by, draft=draft, stage=stage, opinion=note) for draft in new
            ]
            after = story.with_drafts(*new)
            await self._records.keep(after, entries, None, tx)
        return after
