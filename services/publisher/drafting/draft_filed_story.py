"""转为稿件: an editor wants drafts of a report that its kind does not make into drafts by itself."""

import structlog

from services.publisher.drafting.drafting import Drafting, drafts_of
from services.publisher.stories.keeping import Records
from services.publisher.stories.ledger.entry import Action, Actor, entry
from services.publisher.stories.refusal import Kind, Refusal, Refused, not_found
from services.publisher.stories.revisions import revised
from services.publisher.stories.story import Story
from shared.aside import with_texts
from shared.clock import Clock
from shared.contracts.stories import StoryDrafted
from shared.contracts.words import SubmissionState
from shared.database import Database
from shared.identity import Account, Role
from shared.ids import StoryId

log = structlog.get_logger(__name__)


class DraftFiledStory:
    """Its pictures were rendered when it was received; material (佐证) is never shown."""

    def __init__(self, database: Database, records: Records, drafting: Drafting, clock: Clock) -> None:
        self._database = database
        self._records = records
        self._drafting = drafting
        self._clock = clock

    async def __call__(self, story_id: StoryId, person: Account) -> Story:
        while True:  # again only where something happened to the story between reading and saving
            async with self._database.reading() as view:
                read = self._allowed(await self._records.stories.look(story_id, view), person)
                source = await self._drafting.source(read.submission, view)
            wordings = await with_texts(self._drafting.wordings, read.submission, source)
            async with self._database.transaction() as tx:
                story = self._allowed(await self._records.stories.get(story_id, tx), person)
                if story.version != read.version:
                    continue
                now = self._clock.now()
                new = drafts_of(story, story.submission, wordings)
                drafted = revised(story, story.submission, story.level, new, now)
                entries = [entry(Action.DRAFTED, drafted, at=now, by=Actor.of(person), draft=draft) for draft in new]
                await self._records.keep(drafted, entries, StoryDrafted(story=drafted.status(), occurred_at=now), tx)
            log.info("story.drafted", number=story.submission.number, drafts=len(new), by_hand=True)
            return drafted

    def _allowed(self, story: Story | None, person: Account) -> Story:
        if story is None:
            raise not_found("这篇稿件")
        if refusal := may_be_drafted(story, person):
            raise Refused(refusal)
        return story


def may_be_drafted(story: Story, person: Account) -> Refusal | None:
    if story.state is not SubmissionState.FILED:
        return Refusal(Kind.WRONG_STAGE, "只有已归档、尚无平台稿的材料可以转为稿件。")
    if person.role is not Role.EDITOR:
        return Refusal(Kind.NOT_ALLOWED, f"{person.name}没有审核权限，不能将材料转为稿件。")
    return None
