"""What every 撤稿 does, of one draft or of all: feed, ledger and one event, in the transaction that decided it."""

from collections.abc import Sequence
from datetime import datetime

from services.publisher.feed.item import Feed
from services.publisher.releasing.delivery import withdrawn
from services.publisher.stories.approvals import fallen_signers
from services.publisher.stories.draft import Draft
from services.publisher.stories.keeping import Records
from services.publisher.stories.ledger.entry import Action, Actor, entry
from services.publisher.stories.story import Story
from shared.contracts.stories import DraftWithdrawn
from shared.database import Transaction
from shared.identity import Account
from shared.ids import DraftId


class TakingDown:
    def __init__(self, records: Records, feed: Feed) -> None:
        self._records = records
        self._feed = feed

    async def __call__(
        self, story: Story, drafts: Sequence[DraftId], reason: str, person: Account, at: datetime, tx: Transaction
    ) -> tuple[Draft, ...]:
        """The drafts as they ended. That they may be taken down was asked before."""
        after = story
        for one in drafts:
            after = withdrawn(after, one, at)
            after = after.with_drafts(after.draft(one).known_as(await self._feed.withdraw(after.draft(one), tx)))
        down = tuple(after.draft(one) for one in drafts)
        by = Actor.of(person)
        entries = [entry(Action.WITHDRAWN, after, at=at, by=by, draft=draft, opinion=reason) for draft in down]
        event = DraftWithdrawn(
            story=after.status(), drafts=tuple(drafts), reason=reason, by=person.id,
            signers=fallen_signers(story, after), occurred_at=at,
        )  # fmt: skip
        await self._records.keep(after, entries, event, tx)
        return down
