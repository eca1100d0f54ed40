"""What is the embedded bus's alone; what every bus promises is in tests/contracts/test_bus.py."""

import asyncio

import pytest
import sqlalchemy as sa

from shared.bus import subscribe
from shared.bus.consumer import Consumer
from shared.bus.dead_letters import DeadLetters
from shared.bus.message import Message
from shared.bus.queue.group_commit import GroupCommit
from shared.bus.queue.tables import messages, queues
from shared.bus.queue.worker import MOST_CRASHES
from shared.bus.sqlite import SqliteBus
from shared.database import Transaction
from tests.buses import Listener, Rang, rang
from tests.conftest import OpenDatabase
from tests.eventually import eventually
from tests.fakes import FixedClock


async def test_a_clock_set_back_keeps_no_message_waiting(open_sqlite: OpenDatabase, clock: FixedClock):
    one = Listener("one")
    bus = SqliteBus(await open_sqlite("bus"), clock)
    await bus.declare([one.subscription])
    await bus.publish([rang(1).enveloped("test")])
    clock.advance(hours=-1)
    async with bus.consuming([Consumer(one.subscription, await open_sqlite("notifier"), clock)]):
        await eventually(lambda: one.heard == [1])


async def test_what_kills_the_process_again_and_again_is_buried_and_the_innocent_go_on(
    open_sqlite: OpenDatabase, clock: FixedClock
):
    bus_database, database = await open_sqlite("bus"), await open_sqlite("notifier")
    one = Listener("one")
    bus = SqliteBus(bus_database, clock)
    await bus.declare([one.subscription])
    await bus.publish([rang(number).enveloped("test") for number in range(3)])
    async with bus_database.transaction() as tx:
        # As a crash leaves them: the first was in work at every one of them, the second at the last alone.
        taken = sa.update(messages).values(taken_at=clock.now())
        await tx.connection.execute(taken.where(messages.c.id == 1).values(crashes=MOST_CRASHES - 1))
        await tx.connection.execute(taken.where(messages.c.id == 2))
    async with bus.consuming([Consumer(one.subscription, database, clock)]):
        await eventually(lambda: sorted(one.heard) == [1, 2])
    [letter] = await DeadLetters([database], bus, clock).page()
    assert letter.reason == f"the process died {MOST_CRASHES} times while it was in work"
    assert one.tried == [1, 2]


async def test_a_suspect_comes_alone(open_sqlite: OpenDatabase, clock: FixedClock):
    bus_database, database = await open_sqlite("bus"), await open_sqlite("notifier")
    together, most = 0, 0

    async def prepare(event: Rang) -> None:
        nonlocal together, most
        together += 1
        most = max(most, together)
        await asyncio.sleep(0.05)
        together -= 1

    heard: list[int] = []

    async def hear(event: Rang, tx: Transaction) -> None:
        tx.after_commit(lambda: heard.append(event.number))

    subscription = subscribe("one", Rang, hear, prepare, at_once=4)
    bus = SqliteBus(bus_database, clock)
    await bus.declare([subscription])
    await bus.publish([rang(number).enveloped("test") for number in range(4)])
    async with bus_database.transaction() as tx:
        await tx.connection.execute(sa.update(messages).values(taken_at=clock.now()))
    async with bus.consuming([Consumer(subscription, database, clock)]):
        await eventually(lambda: len(heard) == 4)
    assert most == 1


async def test_another_process_puts_a_message_in_and_it_is_found(open_sqlite: OpenDatabase, clock: FixedClock):
    bus_database, one = await open_sqlite("bus"), Listener("one")
    bus, other_process = SqliteBus(bus_database, clock), SqliteBus(bus_database, clock)
    async with bus.consuming([Consumer(one.subscription, await open_sqlite("notifier"), clock)]):
        event = rang(1)
        await other_process.deliver("one", Message(event.event_id, event.enveloped("test").encoded()))
        await eventually(lambda: one.heard == [1], within=3)
        [reading, _] = sorted(await other_process.readings(), key=lambda one: one.name != "one")
        assert reading.consumers is None, "it cannot know who works the queue"


async def test_writes_that_wait_together_share_a_commit(open_sqlite: OpenDatabase):
    database = await open_sqlite("bus")
    commits = 0

    @sa.event.listens_for(database.writer.sync_engine, "commit")
    def _count(connection: sa.Connection) -> None:
        nonlocal commits
        commits += 1

    group = GroupCommit(database)
    writes = [
        group.write(lambda connection, name=f"queue-{number}": connection.execute(queues.insert().values(name=name)))
        for number in range(50)
    ]
    await asyncio.gather(*writes)
    async with database.reading() as view:
        assert (await view.connection.execute(sa.select(sa.func.count()).select_from(queues))).scalar_one() == 50
    assert commits <= 3


async def test_a_failed_commit_is_told_to_everyone_who_shared_it_and_to_nobody_else(open_sqlite: OpenDatabase):
    group = GroupCommit(await open_sqlite("bus"))

    async def fail(connection: object) -> None:
        raise OSError("disk full")

    outcomes = await asyncio.gather(group.write(fail), group.write(fail), return_exceptions=True)
    assert all(isinstance(outcome, OSError) for outcome in outcomes)
    with pytest.raises(OSError, match="disk full"):
        await group.write(fail)
    await group.write(lambda connection: connection.execute(queues.insert().values(name="one")))
