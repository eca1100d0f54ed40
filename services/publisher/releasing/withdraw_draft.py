"""撤稿: one person on duty takes down what is out; nothing of it is to be had any more."""

import structlog

from services.publisher.feed.item import Feed
from services.publisher.releasing.delivery import may_withdraw
from services.publisher.releasing.take_down import TakingDown
from services.publisher.reviewing.may_review import stale
from services.publisher.stories.draft import Draft
from services.publisher.stories.keeping import Records
from services.publisher.stories.refusal import Refused, invalid, not_found
from shared.clock import Clock
from shared.database import Database
from shared.identity import Account
from shared.ids import DraftId
from shared.text.normalising import says_something

log = structlog.get_logger(__name__)


class WithdrawDraft:
    def __init__(self, database: Database, records: Records, feed: Feed, clock: Clock) -> None:
        self._database = database
        self._records = records
        self._take_down = TakingDown(records, feed)
        self._clock = clock

    async def __call__(self, draft_id: DraftId, version: int | None, reason: str, person: Account) -> Draft:
        """In a hurry nobody has a version at hand: without one, whatever is out is taken down."""
        if not says_something(reason):
            raise invalid("reason", "撤稿须写明原因。")
        async with self._database.transaction() as tx:
            story = await self._records.stories.by_draft(draft_id, tx)
            if story is None:
                raise not_found("这份平台稿")
            draft = story.draft(draft_id)
            refusal = (stale(draft, version) if version is not None else None) or may_withdraw(draft, person)
            if refusal is not None:
                raise Refused(refusal)
            (down,) = await self._take_down(story, [draft_id], reason, person, self._clock.now(), tx)
        log.info("draft.withdrawn", draft=draft_id)
        return down
