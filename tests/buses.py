"""What the contract suite needs of a bus: to be opened, closed, and opened again onto the same queues."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

import aio_pika
from prometheus_client import CollectorRegistry

from shared.bus import Bus, Subscription, subscribe
from shared.bus.ages import Consuming, OldestAges
from shared.bus.amqp.instruments import instruments
from shared.bus.dead_letters import DeadLetters
from shared.bus.ladder import Ladder
from shared.bus.message import Message
from shared.bus.outbox import DatabaseOutbox
from shared.bus.rabbit import RabbitBus
from shared.bus.readings import QueueReadings
from shared.bus.sqlite import SqliteBus
from shared.clock import SystemClock
from shared.contracts import Event
from shared.database import Database, Transaction
from shared.database.engine import SqlDatabase
from shared.service import Service, running
from tests.rabbitmq import Rabbit

SHORT = (0.1, 0.3)
"""Retry delays in seconds, so that a test sees the whole ladder."""


class BusHarness(Protocol):
    def open(self, ladder: Ladder, *, figures: bool = True) -> AbstractAsyncContextManager[Bus]:
        """A bus as a fresh process would open it: only what is durable is still there.

        Not `figures`: whatever tells depths beside the bus itself is away.
        """
        ...

    async def put(self, queue: str, message: Message) -> None:
        """Into a queue as any sender could, headers and all."""
        ...


class SqliteHarness:
    def __init__(self, database: SqlDatabase) -> None:
        self._database = database

    @asynccontextmanager
    async def open(self, ladder: Ladder, *, figures: bool = True) -> AsyncIterator[Bus]:
        yield SqliteBus(self._database, SystemClock(), ladder)

    async def put(self, queue: str, message: Message) -> None:
        await SqliteBus(self._database, SystemClock()).deliver(queue, message)


class RabbitHarness:
    def __init__(self, server: Rabbit, options: str = "") -> None:
        self._server = server
        self.metrics = CollectorRegistry()
        self.url = server.url(server.new_virtual_host()) + options

    @asynccontextmanager
    async def open(self, ladder: Ladder, *, figures: bool = True) -> AsyncIterator[Bus]:
        observers = instruments("test", self.metrics)
        bus = RabbitBus(self.url, ladder, self._server.management_url if figures else None, observers)
        try:
            yield bus
        finally:
            await bus.close()

    async def put(self, queue: str, message: Message) -> None:
        async with await aio_pika.connect(self.url) as connection, connection.channel() as channel:
            await channel.default_exchange.publish(
                aio_pika.Message(message.body, headers=dict(message.headers), message_id=message.id or None), queue
            )


class Rang(Event):
    type: ClassVar = "test.rang"
    number: int

    @property
    def subject(self) -> str:
        return f"ring {self.number}"


class Knocked(Event):
    type: ClassVar = "test.knocked"
    number: int

    @property
    def subject(self) -> str:
        return f"knock {self.number}"


def rang(number: int) -> Rang:
    return Rang(number=number, occurred_at=SystemClock().now())


def knocked(number: int) -> Knocked:
    return Knocked(number=number, occurred_at=SystemClock().now())


@dataclass
class Listener:
    """A consumer that remembers what it heard, and fails as it is told."""

    queue: str
    events: tuple[type[Event], ...] = (Rang,)
    failures: list[BaseException] = field(default_factory=list)
    """Raised one after the other, one per delivery; then it succeeds."""
    always: BaseException | None = None
    heard: list[int] = field(default_factory=list)
    tried: list[int] = field(default_factory=list)

    async def __call__(self, event: Event, tx: Transaction) -> None:
        self.tried.append(event.number)
        if self.failures:
            raise self.failures.pop(0)
        if self.always:
            raise self.always
        tx.after_commit(lambda: self.heard.append(event.number))

    @property
    def subscription(self) -> Subscription:
        return subscribe(self.queue, self.events, self)


class Scene:
    """One service with its database on one bus; `running` may be entered again and again, as after restarts."""

    def __init__(self, harness: BusHarness, database: Database) -> None:
        self.put = harness.put
        self._harness = harness
        self.database = database
        self.clock = SystemClock()
        self.outbox = DatabaseOutbox("test")

    @asynccontextmanager
    async def running(
        self, *listeners: Listener | Subscription, delays: Sequence[float] = SHORT
    ) -> AsyncIterator["Running"]:
        subscriptions = [one.subscription if isinstance(one, Listener) else one for one in listeners]
        async with self._harness.open(Ladder(tuple(delays))) as bus:
            service = Service("test", self.database, subscriptions)
            async with running([service], bus, self.clock):
                yield self._look(bus, subscriptions)

    @asynccontextmanager
    async def looking(self, *listeners: Listener, figures: bool = True) -> AsyncIterator["Running"]:
        """A process that only looks, as the command line does: it knows who listens, and declares nothing."""
        async with self._harness.open(Ladder(SHORT), figures=figures) as bus:
            yield self._look(bus, [listener.subscription for listener in listeners])

    def _look(self, bus: Bus, subscriptions: Sequence[Subscription]) -> "Running":
        dead = DeadLetters([self.database], bus, self.clock)
        consuming = [Consuming(subscription, self.database) for subscription in subscriptions]
        ages = OldestAges([self.database], consuming, self.clock)
        return Running(bus, dead, QueueReadings(bus, dead, ages))

    async def say(self, *events: Event) -> None:
        async with self.database.transaction() as tx:
            for event in events:
                await self.outbox.add(event, tx)


@dataclass(frozen=True)
class Running:
    bus: Bus
    dead: DeadLetters
    read: QueueReadings

    async def reading(self, queue: str):
        return next(reading for reading in await self.read() if reading.name == queue)
