"""What a bus promises: at least once, a queue per consumer, growing retry delays, dead letters with their reason."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from shared.bus.message import Message
from shared.bus.subscription import Subscription
from shared.contracts import Envelope, Event
from shared.database import Transaction
from shared.ids import EventId

if TYPE_CHECKING:
    from shared.bus.consumer import Consumer

UNROUTED = "events.unrouted"
"""Where an event goes that no queue takes. It should be empty: somebody forgot to subscribe, or to declare."""


class Outbox(Protocol):
    async def add(self, event: Event, tx: Transaction) -> None:
        """The event leaves if and only if the transaction commits."""
        ...


@dataclass(frozen=True)
class QueueReading:
    """A gauge's reading; unknown is None, never 0."""

    name: str
    ready: int | None
    in_work: int | None
    dead: int | None
    oldest_age_seconds: float | None
    consumers: int | None


@dataclass(frozen=True)
class DeadLetter:
    id: str
    queue: str
    event_id: EventId
    event_type: str
    subject: str
    reason: str
    attempts: int
    body: bytes
    headers: dict[str, str]
    died_at: datetime
    replayed_at: datetime | None
    replayed_by: str


class Bus(Protocol):
    """Carries envelopes; knows nothing of what they mean."""

    async def declare(self, subscriptions: Sequence[Subscription]) -> None:
        """Queues and bindings exist afterwards, those there were as well; harmless to repeat."""
        ...

    async def unbind(self, subscriptions: Sequence[Subscription]) -> None:
        """Takes from each queue the types that its subscription no longer names.

        Only for who migrates: a replica of yesterday that comes back must not take what today's has bound.
        """
        ...

    async def publish(self, envelopes: Sequence[Envelope]) -> None:
        """Returns once every envelope is durably in every queue bound to its type; TemporaryFailure otherwise."""
        ...

    async def deliver(self, queue: str, message: Message) -> None:
        """Straight into one queue, as a replay needs it; TemporaryFailure otherwise."""
        ...

    def consuming(self, consumers: Sequence[Consumer]) -> AbstractAsyncContextManager[None]:
        """Declares their queues and works them until left; then what is in work is finished, the rest given back."""
        ...

    async def readings(self) -> list[QueueReading]:
        """What the transport knows of each queue; `shared/bus/readings.py` adds what lies in the owners' tables."""
        ...

    async def reachable(self) -> bool:
        """Whether a publish has a chance at this moment."""
        ...

    async def close(self) -> None:
        """Gives back what it opened for publishing and looking."""
        ...
