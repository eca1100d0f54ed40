"""Exchanges, queues and bindings on RabbitMQ, with the arguments that 3.10 takes and later releases keep.

Other arguments on an existing queue fail to declare: changing one needs a new queue name, or a migration by hand.
"""

from collections.abc import Sequence
from typing import Any

from aio_pika import ExchangeType
from aio_pika.abc import AbstractChannel

from shared.bus.interface import UNROUTED
from shared.bus.ladder import Ladder
from shared.bus.subscription import Subscription
from shared.contracts.catalogue import EVENTS

EVENTS_EXCHANGE = "lianbo.events"
UNROUTED_EXCHANGE = "lianbo.unrouted"
DEAD_EXCHANGE = "lianbo.dead"
DELIVERY_LIMIT = 10
"""A guard against a message that kills its consumer: ordinary failures never come back this way."""

# At least once from queue to queue as well; the broker demands reject-publish for it. No x-max-length: one full
# queue would refuse the publisher although the others took the message, and the relay would repeat for ever.
_SAFE = {"x-queue-type": "quorum", "x-dead-letter-strategy": "at-least-once", "x-overflow": "reject-publish"}
_KEPT = {"x-queue-type": "quorum"}


def dead_queue(queue: str) -> str:
    """Transit only: the parker moves each message into the owner's table."""
    return f"{queue}.dead"


def delay_queue(queue: str, seconds: float) -> str:
    return f"{queue}.retry.{_spoken(seconds)}"


def event_queue_arguments(queue: str) -> dict[str, Any]:
    return {
        **_SAFE,
        "x-delivery-limit": DELIVERY_LIMIT,
        "x-dead-letter-exchange": DEAD_EXCHANGE,
        "x-dead-letter-routing-key": queue,
    }


def dead_queue_arguments() -> dict[str, Any]:
    return dict(_KEPT)


async def declare(channel: AbstractChannel, subscriptions: Sequence[Subscription], ladder: Ladder) -> None:
    """Everything exists afterwards; harmless to repeat, also by several replicas at once."""
    await channel.declare_exchange(UNROUTED_EXCHANGE, ExchangeType.FANOUT, durable=True)
    unrouted = await channel.declare_queue(UNROUTED, durable=True, arguments=dict(_KEPT))
    await unrouted.bind(UNROUTED_EXCHANGE)
    await channel.declare_exchange(
        EVENTS_EXCHANGE, ExchangeType.TOPIC, durable=True, arguments={"alternate-exchange": UNROUTED_EXCHANGE}
    )
    await channel.declare_exchange(DEAD_EXCHANGE, ExchangeType.DIRECT, durable=True)
    for subscription in subscriptions:
        await _declare_queue(channel, subscription, ladder)


async def unbind(channel: AbstractChannel, subscriptions: Sequence[Subscription]) -> None:
    for subscription in subscriptions:
        queue = await channel.get_queue(subscription.queue, ensure=False)
        for type_ in EVENTS.keys() - {event.type for event in subscription.events}:
            await queue.unbind(EVENTS_EXCHANGE, routing_key=type_)


async def _declare_queue(channel: AbstractChannel, subscription: Subscription, ladder: Ladder) -> None:
    name = subscription.queue
    # The way out first: a message must never find its dead-letter queue missing.
    dead = await channel.declare_queue(dead_queue(name), durable=True, arguments=dead_queue_arguments())
    await dead.bind(DEAD_EXCHANGE, routing_key=name)
    queue = await channel.declare_queue(name, durable=True, arguments=event_queue_arguments(name))
    for seconds in ladder.delays:
        await channel.declare_queue(delay_queue(name, seconds), durable=True, arguments=_delay(name, seconds))
    for event in subscription.events:
        await queue.bind(EVENTS_EXCHANGE, routing_key=event.type)


def _delay(queue: str, seconds: float) -> dict[str, Any]:
    return {
        **_SAFE,
        "x-message-ttl": int(seconds * 1000),
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": queue,
    }


def _spoken(seconds: float) -> str:
    """5s, 1m, 10m, 1h; 100ms in tests."""
    for unit, length in (("h", 3600), ("m", 60), ("s", 1)):
        if seconds >= length and seconds % length == 0:
            return f"{int(seconds // length)}{unit}"
    return f"{int(seconds * 1000)}ms"
