import asyncio

import pytest
from structlog.testing import capture_logs

from shared.bus import PermanentFailure, subscribe
from shared.bus.consumer import Consumer
from shared.bus.message import Message
from shared.bus.tables import inbox
from shared.contracts import Event
from shared.database import Transaction
from tests.buses import Listener, Rang, rang
from tests.conftest import OpenDatabase
from tests.eventually import eventually
from tests.fakes import FixedClock, Unsteady


def message_of(event: Event) -> Message:
    return Message(event.event_id, event.enveloped("test").encoded())


async def test_while_the_database_is_away_a_message_waits_and_uses_up_no_attempt(
    open_sqlite: OpenDatabase, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("shared.bus.consumer.AGAIN_SECONDS", 0.02)
    database, one = Unsteady(await open_sqlite("notifier")), Listener("one")
    database.away = True
    handling = asyncio.create_task(Consumer(one.subscription, database, clock)(message_of(rang(1))))
    await eventually(lambda: database.refused > 4)
    assert not handling.done()
    database.away = False
    assert await asyncio.wait_for(handling, 5) is None
    assert one.heard == [1]


async def test_waiting_for_the_database_ends_when_it_is_asked_to(open_sqlite: OpenDatabase, clock: FixedClock):
    database, one = Unsteady(await open_sqlite("notifier")), Listener("one")
    database.away = True
    handling = asyncio.create_task(Consumer(one.subscription, database, clock)(message_of(rang(1))))
    await eventually(lambda: database.refused > 0)
    handling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await handling


async def test_the_same_event_at_two_replicas_at_once_takes_effect_once(open_database: OpenDatabase, clock: FixedClock):
    database, one = await open_database("notifier"), Listener("one")
    message = message_of(rang(1))
    replicas = [Consumer(one.subscription, database, clock) for _ in range(5)]
    assert await asyncio.gather(*(replica(message) for replica in replicas)) == [None] * 5
    assert one.heard == [1]


async def test_what_was_handled_is_not_prepared_again(open_sqlite: OpenDatabase, clock: FixedClock):
    prepared: list[int] = []

    async def prepare(event: Rang) -> None:
        prepared.append(event.number)

    one = Listener("one")
    consumer = Consumer(subscribe("one", Rang, one, prepare), await open_sqlite("notifier"), clock)
    message = message_of(rang(1))
    await consumer(message)
    await consumer(message)
    assert prepared == one.heard == [1]


async def test_what_one_consumer_has_handled_is_news_to_another(open_database: OpenDatabase, clock: FixedClock):
    async def prepare(event: Rang) -> None: ...

    database, message = await open_database("notifier"), message_of(rang(1))
    listeners = [Listener("one"), Listener("other")]
    for listener in listeners:
        await Consumer(subscribe(listener.queue, Rang, listener, prepare), database, clock)(message)
    assert [listener.heard for listener in listeners] == [[1], [1]]


async def test_log_lines_carry_ids_and_nothing_of_what_the_event_says(open_sqlite: OpenDatabase, clock: FixedClock):
    one = Listener("one", always=PermanentFailure("no"))
    consumer = Consumer(one.subscription, await open_sqlite("notifier"), clock)
    body = b'{"id": "1", "source": "x", "type": "test.rang", "subject": "s", "time": "2022-12-05T01:00:00Z", '
    with capture_logs() as lines:
        await consumer(message_of(rang(31415926)))
        await consumer(Message("1", body + '"data": {"number": "王芳 13812345678"}}'.encode()))
    assert [line["event"] for line in lines] == ["event.failed", "event.failed"]
    assert "13812345678" not in str(lines)
    assert "number (int_parsing)" in lines[1]["reason"]


async def test_a_statement_that_fails_tells_its_reason_without_its_values(
    open_database: OpenDatabase, clock: FixedClock
):
    async def insert_twice(event: Rang, tx: Transaction) -> None:
        for _ in range(2):
            await tx.connection.execute(
                inbox.insert().values(consumer="13812345678", event_id="x", handled_at=clock.now())
            )

    consumer = Consumer(subscribe("one", Rang, insert_twice), await open_database("notifier"), clock)
    failed = await consumer(message_of(rang(1)))
    assert failed is not None
    assert not failed.permanent
    assert "13812345678" not in failed.reason
    assert "inbox" in failed.reason
