"""Makes the timers those of the campaign's deadlines as they are now. May run at every start: keys keep them single."""

import structlog

from services.ingest.domain.reminders import key_prefix, reminders
from shared.campaign import Campaign
from shared.clock import Clock
from shared.contracts.campaign import DeadlineNear
from shared.database import Database
from shared.timers import Timers

log = structlog.get_logger()


class SetReminders:
    def __init__(self, database: Database, timers: Timers, campaign: Campaign, clock: Clock) -> None:
        self.database = database
        self.timers = timers
        self.campaign = campaign
        self.clock = clock

    async def __call__(self) -> None:
        wanted = list(reminders(self.campaign))
        # Nobody wants all the past ones at once after an installation. One that is set, due and about to go stays.
        coming = [reminder for reminder in wanted if reminder.due_at > self.clock.now()]
        async with self.database.transaction() as tx:
            prefix, keys = key_prefix(self.campaign), {reminder.key for reminder in wanted}
            cancelled = await self.timers.cancel_others(prefix, keys, tx)
            for reminder in coming:
                event = DeadlineNear(
                    deadline=reminder.deadline.key,
                    title=reminder.deadline.title,
                    due_at=reminder.deadline_at,
                    occurred_at=reminder.due_at,
                )
                await self.timers.set(reminder.key, reminder.due_at, event, tx)
        log.info("reminders.set", count=len(coming), cancelled=cancelled)
