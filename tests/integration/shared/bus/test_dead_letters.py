from shared.bus import PermanentFailure
from shared.bus.consumer import Consumer
from shared.bus.dead_letters import DeadLetters
from shared.bus.message import Message
from shared.bus.sqlite import SqliteBus
from tests.buses import Listener, rang
from tests.conftest import OpenDatabase
from tests.fakes import FixedClock


async def test_a_consumer_is_done_with_what_was_discarded(
    open_database: OpenDatabase, open_sqlite: OpenDatabase, clock: FixedClock
):
    one, other = Listener("one", failures=[PermanentFailure("no")]), Listener("other")
    database, event = await open_database("notifier"), rang(1)
    message = Message(event.event_id, event.enveloped("test").encoded())
    consumer = Consumer(one.subscription, database, clock)
    assert await consumer(message) is not None
    await consumer.bury(message, "no")
    dead = DeadLetters([database], SqliteBus(await open_sqlite("bus"), clock), clock)
    (letter,) = await dead.page()
    assert await dead.discard(letter.id, "ops")
    assert await consumer(message) is None, "a copy of it that comes late has no effect any more"
    assert (one.heard, await dead.page()) == ([], [])
    await Consumer(other.subscription, database, clock)(message)
    assert other.heard == [1], "nobody else's was discarded"
