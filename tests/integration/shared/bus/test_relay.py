import asyncio
from collections import Counter
from collections.abc import Sequence

import pytest
import sqlalchemy as sa

from shared.bus import QueueReading, TemporaryFailure, relay
from shared.bus.dead_letters import DeadLetters
from shared.bus.outbox import DatabaseOutbox
from shared.bus.pruning import Pruning
from shared.bus.readings import QueueReadings
from shared.bus.relay import Relay
from shared.bus.sqlite import SqliteBus
from shared.bus.tables import dead_letters, inbox, outbox
from shared.contracts import Envelope
from shared.database.engine import SqlDatabase
from tests.buses import rang
from tests.conftest import OpenDatabase
from tests.eventually import eventually
from tests.fakes import FixedClock


class Broker:
    """The far end of a relay, with the failures of a real one."""

    def __init__(self, *failures: BaseException) -> None:
        self.failures = list(failures)
        self.tries = 0
        self.taken: list[str] = []

    async def publish(self, envelopes: Sequence[Envelope]) -> None:
        self.tries += 1
        await asyncio.sleep(0.01)
        if self.failures:
            raise self.failures.pop(0)
        self.taken += [envelope.id for envelope in envelopes]


async def say(database: SqlDatabase, count: int, clock: FixedClock) -> list[str]:
    events = [rang(number) for number in range(count)]
    async with database.transaction() as tx:
        for event in events:
            await DatabaseOutbox("test", clock).add(event, tx)
    return [event.event_id for event in events]


async def test_a_relay_outlives_every_failure_of_the_broker(
    open_database: OpenDatabase, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(relay, "FIRST_PAUSE_SECONDS", 0.01)
    database = await open_database("notifier")
    broker = Broker(
        TemporaryFailure("away"), asyncio.CancelledError(), TimeoutError(), asyncio.CancelledError(), KeyError("x")
    )
    said = await say(database, 3, clock)
    task = asyncio.create_task(Relay(database, broker, clock).run())
    await eventually(lambda: sorted(broker.taken) == sorted(said))
    assert broker.tries == 6
    assert not task.done()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_commit_wakes_the_relay_of_its_own_process(
    open_database: OpenDatabase, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(relay, "POLL_SECONDS", 60)
    database, broker = await open_database("notifier"), Broker()
    task = asyncio.create_task(Relay(database, broker, clock).run())
    await asyncio.sleep(0.1)
    said = await say(database, 1, clock)
    await eventually(lambda: broker.taken == said, within=5)
    task.cancel()


async def test_what_another_process_committed_is_found_by_looking(
    open_database: OpenDatabase, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(relay, "POLL_SECONDS", 0.1)
    monkeypatch.setattr("shared.bus.outbox.doorbell", lambda engine: asyncio.Event())
    database, broker = await open_database("notifier"), Broker()
    task = asyncio.create_task(Relay(database, broker, clock).run())
    await asyncio.sleep(0.05)
    said = await say(database, 1, clock)
    await eventually(lambda: broker.taken == said, within=5)
    task.cancel()


async def test_what_is_published_is_marked_and_leaves_once(open_database: OpenDatabase, clock: FixedClock):
    database, broker = await open_database("notifier"), Broker()
    said = await say(database, 250, clock)
    passing = Relay(database, broker, clock)
    assert (await relay.backlog(database)).unpublished == 250
    assert [await passing.pass_on() for _ in range(4)] == [100, 100, 50, 0]
    assert sorted(broker.taken) == sorted(said)
    assert (await relay.backlog(database)) == relay.Backlog(0, None)


async def test_what_was_said_first_leaves_first(open_database: OpenDatabase, clock: FixedClock):
    database, broker = await open_database("notifier"), Broker()
    said = []
    for _ in range(3):
        said += await say(database, 50, clock)
        clock.advance(seconds=1)
    assert await Relay(database, broker, clock).pass_on() == 100
    assert broker.taken == said[:100]


@pytest.mark.postgres
async def test_replicas_share_the_work(open_postgres: OpenDatabase, clock: FixedClock):
    database, broker = await open_postgres("notifier"), Broker()
    said = await say(database, 400, clock)
    relays = [Relay(database, broker, clock) for _ in range(3)]
    for _ in range(4):
        await asyncio.gather(*(one.pass_on() for one in relays))
    assert Counter(broker.taken) == Counter(said), "each once: no two held the same row"


async def test_rows_are_kept_as_long_as_they_answer_questions(open_database: OpenDatabase, clock: FixedClock):
    database = await open_database("notifier")
    await say(database, 2, clock)
    await Relay(database, Broker(), clock).pass_on()
    async with database.transaction() as tx:
        await tx.connection.execute(inbox.insert().values(consumer="one", event_id="1", handled_at=clock.now()))
    waiting = await say(database, 1, clock)
    pruning = Pruning(database, clock)

    clock.advance(days=29)
    assert await pruning.prune() == 0
    clock.advance(days=2)
    assert await pruning.prune() == 2, "published, and a month old"
    clock.advance(days=60)
    assert await pruning.prune() == 1, "the inbox keeps longer than any replay"
    async with database.reading() as view:
        assert (await view.connection.execute(sa.select(outbox.c.id))).scalars().all() == waiting
        assert (await view.connection.execute(sa.select(sa.func.count()).select_from(dead_letters))).scalar() == 0


async def test_a_relay_that_stands_still_is_read_as_an_outbox_that_grows_old(
    open_sqlite: OpenDatabase, clock: FixedClock
):
    database = await open_sqlite("notifier")
    bus = SqliteBus(await open_sqlite("bus"), clock)
    read = QueueReadings(bus, DeadLetters([database], bus, clock), clock=clock)
    await say(database, 3, clock)
    clock.advance(seconds=70)
    assert await read() == [QueueReading("notifier.outbox", 3, 0, 0, 70.0, None)]
    await Relay(database, bus, clock).pass_on()
    assert (await read())[-1] == QueueReading("notifier.outbox", 0, 0, 0, None, None)


UNREADABLE = (b"", b"\xff\xfe", b"{", b"[]", b'{"id": 7}', b'{"specversion": "9"}')


async def scrambled(database: SqlDatabase, event_id: str, body: bytes) -> None:
    async with database.transaction() as tx:
        await tx.connection.execute(outbox.update().where(outbox.c.id == event_id).values(body=body))


@pytest.mark.parametrize("body", UNREADABLE)
async def test_a_row_that_cannot_be_read_is_a_dead_letter_and_those_behind_it_leave_in_order(
    open_database: OpenDatabase, clock: FixedClock, body: bytes
):
    database, broker = await open_database("notifier"), Broker()
    said = []
    for _ in range(4):
        said += await say(database, 1, clock)
        clock.advance(seconds=1)
    await scrambled(database, said[1], body)
    assert await Relay(database, broker, clock).pass_on() == 4
    assert broker.taken == [said[0], said[2], said[3]]
    (letter,) = await DeadLetters([database], SqliteBus(database, clock), clock).page()
    assert (letter.queue, letter.event_id, letter.body) == ("notifier.outbox", said[1], body)
    assert letter.reason.startswith("never left its outbox")
    assert await Relay(database, broker, clock).pass_on() == 0


async def test_text_where_bytes_should_be_holds_up_nothing(open_sqlite: OpenDatabase, clock: FixedClock):
    database, broker = await open_sqlite("notifier"), Broker()
    said = await say(database, 2, clock)
    async with database.transaction() as tx:
        await tx.connection.execute(sa.text("UPDATE outbox SET body = '坏' WHERE id = :id").bindparams(id=said[0]))
    await Relay(database, broker, clock).pass_on()
    assert broker.taken == said[1:]


async def test_what_never_left_its_outbox_is_shown_there_and_replayed_from_there(
    open_database: OpenDatabase, open_sqlite: OpenDatabase, clock: FixedClock
):
    database, broker = await open_database("notifier"), Broker()
    bus = SqliteBus(await open_sqlite("bus"), clock)
    dead = DeadLetters([database], bus, clock)
    passing = Relay(database, broker, clock)
    (said,) = await say(database, 1, clock)
    async with database.reading() as view:
        body = (await view.connection.execute(sa.select(outbox.c.body))).scalar_one()
    await scrambled(database, said, b"{")
    await passing.pass_on()
    assert await QueueReadings(bus, dead, clock=clock)() == [QueueReading("notifier.outbox", 0, 0, 1, None, None)]

    (letter,) = await dead.page()
    assert await dead.replay(letter.id, "ops")
    await passing.pass_on()
    (letter,) = await dead.page()
    assert broker.taken == [], "as unreadable as before: a dead letter again"

    await scrambled(database, said, body)
    assert await dead.replay(letter.id, "ops")
    await passing.pass_on()
    assert (broker.taken, await dead.page()) == ([said], [])


async def test_what_was_pruned_from_the_outbox_is_replayed_from_its_dead_letter(
    open_database: OpenDatabase, clock: FixedClock
):
    database, broker = await open_database("notifier"), Broker()
    dead = DeadLetters([database], SqliteBus(database, clock), clock)
    (said,) = await say(database, 1, clock)
    await scrambled(database, said, b"{")
    await Relay(database, broker, clock).pass_on()
    clock.advance(days=31)
    await Pruning(database, clock).prune()
    (letter,) = await dead.page()
    assert await dead.replay(letter.id, "ops")
    assert (await relay.backlog(database)).unpublished == 1
