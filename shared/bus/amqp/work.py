"""What is done with a message that RabbitMQ brings: acknowledged only when its next place is confirmed."""

import asyncio
import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any

from aio_pika.abc import AbstractIncomingMessage
from faststream.rabbit import Channel, QueueType, RabbitBroker, RabbitMessage, RabbitQueue

from shared.bus.amqp import topology
from shared.bus.amqp.calls import acknowledge, until_done
from shared.bus.amqp.line import Line
from shared.bus.amqp.tolerance import legible
from shared.bus.consumer import Consumer
from shared.bus.ladder import Bury, Ladder
from shared.bus.message import DEATH_REASON, Message
from shared.bus.subscription import Subscription

FINISH_SECONDS = 8.0
"""What a handler in work is given at a clean stop."""
PATIENCE_SECONDS = 600.0
"""How long a message is kept in hand while its consumer's database is away.

RabbitMQ takes it back after half an hour without an acknowledgement (consumer_timeout) and counts a delivery: an
outage of some hours would end at the delivery limit.
"""
PARKED_AT_ONCE = 10

Handle = Callable[[AbstractIncomingMessage], Awaitable[None]]


class Work:
    """Of one process: its consumers, and what of theirs is in its hands."""

    def __init__(
        self,
        consumers: Sequence[Consumer],
        ladder: Ladder,
        send: Callable[[str, Message, Mapping[str, str]], Awaitable[None]],
    ) -> None:
        self._consumers = consumers
        self._ladder = ladder
        self._send = send
        self._begun: set[asyncio.Task[Any]] = set()
        self._stopping = False

    @property
    def subscriptions(self) -> list[Subscription]:
        return [consumer.subscription for consumer in self._consumers]

    def subscribe(self, broker: RabbitBroker) -> list[Channel]:
        """A channel and a prefetch of its own for each: what waits in one queue keeps no other waiting."""
        channels: list[Channel] = []

        def take(name: str, arguments: dict[str, Any], at_once: int, handle: Handle) -> None:
            queue = RabbitQueue(name, queue_type=QueueType.QUORUM, durable=True, arguments=arguments)  # type: ignore[call-overload]
            channels.append(Channel(prefetch_count=at_once))
            broker.subscriber(queue, channel=channels[-1], no_reply=True)(self._remembered(handle))

        for consumer in self._consumers:
            name, at_once = consumer.queue, consumer.subscription.at_once
            take(name, topology.event_queue_arguments(name), at_once, partial(self._handle, consumer))
            take(
                topology.dead_queue(name),
                topology.dead_queue_arguments(),
                PARKED_AT_ONCE,
                partial(self._park, consumer),
            )
        return channels

    async def stop(self, line: Line) -> None:
        """What was begun may finish; what does not in time is cut off and comes again elsewhere."""
        self._stopping = True
        if self._begun:
            await asyncio.wait(self._begun, timeout=FINISH_SECONDS)
        for task in self._begun:
            task.cancel()
        await line.leave()
        self._stopping = False

    async def _handle(self, consumer: Consumer, raw: AbstractIncomingMessage) -> None:
        message = _read(raw)
        # Without a delay queue there is nowhere to put it.
        failed = await consumer(message, PATIENCE_SECONDS if self._ladder.delays else math.inf)
        if failed is None:
            return await acknowledge(raw)
        step = self._ladder.next_step(message, failed)
        if isinstance(step, Bury):
            # The death's reason travels with it; the parker writes both into the table.
            target, headers = topology.dead_queue(consumer.queue), message.own_headers() | {DEATH_REASON: step.reason}
        else:
            target = topology.delay_queue(consumer.queue, step.after_seconds)
            headers = dict(step.message.headers)
        if await until_done(lambda: self._send(target, message, headers), raw):
            await acknowledge(raw)
        return None

    async def _park(self, consumer: Consumer, raw: AbstractIncomingMessage) -> None:
        message = _read(raw)
        reason = message.headers.get(DEATH_REASON) or _brokers_reason(message)
        if await until_done(lambda: consumer.bury(message, reason), raw):
            await acknowledge(raw)

    def _remembered(self, handle: Handle) -> Callable[[RabbitMessage], Awaitable[None]]:
        async def take(message: RabbitMessage) -> None:
            task = asyncio.current_task()
            if self._stopping or task is None:
                return  # not acknowledged: it goes back when the channel closes
            self._begun.add(task)
            task.add_done_callback(self._begun.discard)
            await handle(message.raw_message)

        return take


def _read(raw: AbstractIncomingMessage) -> Message:
    return Message(raw.message_id or "", raw.body, legible(raw.headers))


def _brokers_reason(message: Message) -> str:
    why = message.headers.get("x-first-death-reason", "unknown")
    if why == "delivery_limit":
        return f"its consumer died or was cut off {topology.DELIVERY_LIMIT} times while it was in work"
    return f"the broker gave it up: {why}"
