"""Where an act is written down: the story, its ledger entries and its events, all in the act's transaction."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.publisher.stories.ledger.entry import Entry, Ledger
from services.publisher.stories.store import Stories
from services.publisher.stories.story import Story
from shared.bus import Outbox
from shared.contracts import Event
from shared.database import Transaction


@dataclass(frozen=True)
class Records:
    stories: Stories
    ledger: Ledger
    outbox: Outbox

    async def keep(self, story: Story, entries: Iterable[Entry], event: Event | None, tx: Transaction) -> None:
        await self.stories.save(story, tx)
        await self.ledger.add_all(tuple(entries), tx)
        if event is not None:
            await self.outbox.add(event, tx)
