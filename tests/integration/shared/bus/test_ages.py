from typing import cast

from shared.bus import Bus, Subscription, subscribe
from shared.bus.ages import Consuming, OldestAges
from shared.bus.burial import bury
from shared.bus.consumer import Consumer
from shared.bus.dead_letters import DeadLetters
from shared.bus.message import Message
from shared.bus.outbox import DatabaseOutbox
from shared.bus.subscribed import remember
from shared.contracts import Event
from shared.database import Transaction
from tests.buses import Knocked, Rang, knocked, rang
from tests.conftest import OpenDatabase
from tests.fakes import FixedClock


async def nothing(event: Rang, tx: Transaction) -> None: ...


async def test_the_age_is_that_of_the_oldest_event_neither_handled_nor_dead(
    open_database: OpenDatabase, clock: FixedClock
):
    said_by, heard_by = await open_database("ingest"), await open_database("notifier")
    subscription = subscribe("rings", Rang, nothing)
    ages = OldestAges([said_by, heard_by], [Consuming(subscription, heard_by)], clock)
    assert await ages("rings") is None
    assert await ages("of somebody else") is None

    first, second, third = rang(1), rang(2), rang(3)
    for event in (knocked(0), first, second, third):
        async with said_by.transaction() as tx:
            await DatabaseOutbox("ingest", clock).add(event, tx)
        clock.advance(seconds=10)
    assert await ages("rings") == 30

    await Consumer(subscription, heard_by, clock)(Message(first.event_id, first.enveloped("ingest").encoded()))
    assert await ages("rings") == 20
    async with heard_by.transaction() as tx:
        await bury("rings", Message(second.event_id, second.enveloped("ingest").encoded()), "broken", clock.now(), tx)
    assert await ages("rings") == 10
    await Consumer(subscription, heard_by, clock)(Message(third.event_id, third.enveloped("ingest").encoded()))
    assert await ages("rings") is None


async def test_a_discarded_dead_letter_waits_nowhere_and_has_no_effect_should_it_come_again(
    open_database: OpenDatabase, clock: FixedClock
):
    heard: list[str] = []

    async def hear(event: Rang, tx: Transaction) -> None:
        heard.append(event.event_id)

    database = await open_database("notifier")
    subscription = subscribe("rings", Rang, hear)
    consumer, dead = Consumer(subscription, database, clock), DeadLetters([database], cast("Bus", None), clock)
    event = rang(1)
    message = Message(event.event_id, event.enveloped("notifier").encoded())
    async with database.transaction() as tx:
        await DatabaseOutbox("notifier", clock).add(event, tx)
    await consumer.bury(message, "broken")
    clock.advance(days=2)
    [letter] = await dead.page()
    assert await dead.discard(letter.id, by="ops")
    assert await dead.page() == []
    assert await OldestAges([database], [Consuming(subscription, database)], clock)("rings") is None
    await consumer(message)
    assert heard == []


async def test_what_was_said_before_a_consumer_began_does_not_count(open_database: OpenDatabase, clock: FixedClock):
    database = await open_database("notifier")
    async with database.transaction() as tx:
        await DatabaseOutbox("notifier", clock).add(knocked(1), tx)
    clock.advance(days=2)
    ages = OldestAges([database], [Consuming(subscribe("new", Knocked, nothing), database)], clock)
    assert await ages("new") is None


async def test_what_was_said_of_a_type_before_its_queue_took_it_does_not_count(
    open_database: OpenDatabase, clock: FixedClock
):
    database = await open_database("notifier")
    yesterday, today = subscribe("calls", Rang, nothing), subscribe("calls", (Rang, Knocked), nothing)

    async def upgraded_to(subscription: Subscription) -> None:
        async with database.transaction() as tx:
            await remember([subscription], clock.now(), tx)

    async def said(event: Event) -> None:
        async with database.transaction() as tx:
            await DatabaseOutbox("notifier", clock).add(event, tx)
        clock.advance(hours=1)

    async def age() -> float | None:
        """As a process tells it that has just been started."""
        return await OldestAges([database], [Consuming(today, database)], clock)("calls")

    async def heard(event: Event) -> None:
        await Consumer(today, database, clock)(Message(event.event_id, event.enveloped("notifier").encoded()))

    await heard(rang(1))
    await said(knocked(1))
    assert await age() is None, "nobody knows since when: from now on"
    waiting = rang(2)
    await said(waiting)
    await upgraded_to(yesterday)
    await upgraded_to(yesterday)
    assert await age() == 3600, "a queue that is older than what is remembered began with its first deed"
    clock.advance(days=1)
    await upgraded_to(today)
    assert await age() == 25 * 3600, "what was there before goes on counting, the new type does not"
    await said(knocked(2))
    await heard(waiting)
    assert await age() == 3600, "whether or not one of its type was ever handled"
    await upgraded_to(yesterday)
    await upgraded_to(today)
    assert await age() is None, "while nobody took it, it did not come"
