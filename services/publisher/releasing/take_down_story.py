"""全部撤稿: one person on duty takes down all that is out of a story. All or nothing, one event, one e-mail to each."""

import structlog

from services.publisher.feed.item import Feed
from services.publisher.releasing.delivery import may_withdraw, not_on_duty
from services.publisher.releasing.take_down import TakingDown
from services.publisher.stories.draft import Draft
from services.publisher.stories.keeping import Records
from services.publisher.stories.refusal import Kind, Refusal, Refused, invalid, not_found
from shared.clock import Clock
from shared.database import Database
from shared.identity import Account
from shared.ids import StoryId
from shared.text.normalising import says_something

log = structlog.get_logger(__name__)

NOTHING_OUT = Refusal(Kind.WRONG_STAGE, "本稿没有对外发布的平台稿，不需要撤稿。")


class TakeDownStory:
    def __init__(self, database: Database, records: Records, feed: Feed, clock: Clock) -> None:
        self._database = database
        self._records = records
        self._take_down = TakingDown(records, feed)
        self._clock = clock

    async def __call__(self, story_id: StoryId, reason: str, person: Account) -> tuple[Draft, ...]:
        """Those that were taken down."""
        if not says_something(reason):
            raise invalid("reason", "撤稿须写明原因。")
        async with self._database.transaction() as tx:
            story = await self._records.stories.get(story_id, tx)
            if story is None:
                raise not_found("这篇稿件")
            out = [draft.id for draft in story.drafts if may_withdraw(draft, person) is None]
            if refusal := not_on_duty(person, "撤稿") or (None if out else NOTHING_OUT):
                raise Refused(refusal)
            down = await self._take_down(story, out, reason, person, self._clock.now(), tx)
        log.info("story.taken_down", story=story_id, drafts=len(down))
        return down
