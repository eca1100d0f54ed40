"""How many e-mails wait, failed, or may or may not have arrived, and how late the latest is."""

import asyncio

import sqlalchemy as sa
from prometheus_client import Gauge

from services.notifier.domain.message import MessageState
from services.notifier.storage.tables import messages
from shared.clock import Clock
from shared.database import Database, Reading

EVERY_SECONDS = 15.0
SHOWN = [state for state in MessageState if state is not MessageState.SENT]
"""Not the sent ones: they grow for ever and ask nothing of anybody."""

EMAILS = Gauge("lianbo_emails", "E-mails that are not sent, by state", ["service", "state"])
OVERDUE_SECONDS = Gauge(
    "lianbo_emails_overdue_seconds", "How long the latest e-mail is past its time; 0 if none", ["service"]
)


class MessageGauges:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def run(self) -> None:
        """Figures that cannot be taken any more are taken away."""
        try:
            while True:
                async with self._database.reading() as view:
                    await self._show(view)
                await asyncio.sleep(EVERY_SECONDS)
        finally:
            EMAILS.clear()
            OVERDUE_SECONDS.clear()

    async def _show(self, view: Reading) -> None:
        owner, now = self._database.owner, self._clock.now()
        counted = sa.select(messages.c.state, sa.func.count()).where(messages.c.state.in_(SHOWN))
        rows = await view.connection.execute(counted.group_by(messages.c.state))
        found: dict[str, int] = {state: count for state, count in rows}  # noqa: C416  a row is no pair to the types
        for state in SHOWN:
            EMAILS.labels(owner, state.value).set(found.get(state, 0))
        due = sa.select(sa.func.min(messages.c.due_at)).where(messages.c.state == MessageState.QUEUED)
        latest = (await view.connection.execute(due)).scalar_one()
        OVERDUE_SECONDS.labels(owner).set(max(0.0, (now - latest).total_seconds()) if latest else 0)
