import asyncio
from datetime import timedelta

import sqlalchemy as sa
from prometheus_client import REGISTRY

from services.notifier.domain.message import MessageState
from services.notifier.storage.message_gauges import MessageGauges
from services.notifier.storage.tables import messages
from tests.conftest import OpenDatabase
from tests.eventually import eventually
from tests.fakes import FixedClock


def emails(state: str) -> float | None:
    return REGISTRY.get_sample_value("lianbo_emails", {"service": "notifier", "state": state})


async def test_the_gauges_tell_what_waits_failed_or_is_unknown(open_database: OpenDatabase, clock: FixedClock):
    database = await open_database("notifier")
    states = [MessageState.QUEUED, MessageState.UNKNOWN, MessageState.UNKNOWN, MessageState.SENT]
    async with database.transaction() as tx:
        await tx.connection.execute(
            sa.insert(messages),
            [
                {
                    "id": str(number), "event_id": str(number), "recipient": "office", "template": "draft.released",
                    "number": "1", "subject": "", "facts": {}, "state": state, "attempts": 0, "unknowns": 0,
                    "address": "", "reason": "", "created_at": clock.now(),
                    "due_at": clock.now() - timedelta(minutes=5),
                }
                for number, state in enumerate(states)
            ],
        )  # fmt: skip
    task = asyncio.create_task(MessageGauges(database, clock).run())
    try:
        await eventually(lambda: emails("unknown") == 2)
        assert (emails("queued"), emails("failed"), emails("sent")) == (1, 0, None)
        assert REGISTRY.get_sample_value("lianbo_emails_overdue_seconds", {"service": "notifier"}) == 300
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert emails("unknown") is None
