"""The distributed bus: RabbitMQ quorum queues through FastStream's broker, for many machines and replicas."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import structlog
from aio_pika.abc import AbstractIncomingMessage
from aio_pika.exceptions import ChannelInvalidStateError
from faststream import AckPolicy
from faststream.rabbit import Channel, ExchangeType, QueueType, RabbitBroker, RabbitExchange, RabbitMessage, RabbitQueue
from faststream.types import BrokerMiddleware
from yarl import URL

from shared.bus.amqp import topology
from shared.bus.amqp.management import Management
from shared.bus.consumer import Consumer
from shared.bus.failures import TemporaryFailure
from shared.bus.interface import UNROUTED, QueueReading
from shared.bus.ladder import Bury, Ladder
from shared.bus.message import DEATH_REASON, Message
from shared.bus.subscription import Subscription
from shared.contracts import Envelope
from shared.supervision import asked_to_stop, waited_for

log = structlog.get_logger(__name__)

CONNECT_SECONDS = 15.0
PUBLISH_SECONDS = 20.0
"""A publish has no deadline of its own, and hangs under a disk alarm. What was timed out may arrive all the same."""
HEARTBEAT_SECONDS = 5
"""The client gives a silent broker up after three of them and a little."""
PROBE_SECONDS = 2.0
LONGEST_PROBE_SECONDS = 30.0
RECONNECT_SECONDS = 1.0
FINISH_SECONDS = 10.0
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 10.0
PARKED_AT_ONCE = 10

# Robust would declare it again at each reconnect; `declare` does that, and knows its arguments.
_EVENTS = RabbitExchange(topology.EVENTS_EXCHANGE, ExchangeType.TOPIC, durable=True, declare=False, robust=False)
_CONFIRMED = {"publisher_confirms": True, "on_return_raises": True}
"""Without on_return_raises a message that no queue takes comes back silently."""


class RabbitBus:
    """Two connections: a publisher that the broker blocks under an alarm must not hold up acknowledgements."""

    def __init__(
        self,
        url: str,
        ladder: Ladder | None = None,
        management_url: str | None = None,
        middlewares: Sequence[BrokerMiddleware[Any, Any]] = (),
    ) -> None:
        address = URL(url)
        self._url = str(address if "heartbeat" in address.query else address.update_query(heartbeat=HEARTBEAT_SECONDS))
        self._ladder = ladder or Ladder()
        self._management = Management(management_url, address.path.removeprefix("/") or "/") if management_url else None
        self._middlewares = middlewares
        self._publisher: RabbitBroker | None = None
        self._connecting = asyncio.Lock()
        self._leaving: set[asyncio.Task[None]] = set()
        self._probe: asyncio.Task[None] | None = None
        self._declared: dict[str, Subscription] = {}

    async def declare(self, subscriptions: Sequence[Subscription]) -> None:
        self._declared |= {subscription.queue: subscription for subscription in subscriptions}
        broker = await self._connected()

        async def write() -> None:
            channel = await (await broker.connect()).channel()
            async with channel:
                await topology.declare(channel, subscriptions, self._ladder)

        await _within(CONNECT_SECONDS, write(), "declare")

    async def publish(self, envelopes: Sequence[Envelope]) -> None:
        """All at once, each with its confirm; those that were confirmed before one failed will come twice."""
        broker = await self._connected()
        sent = [
            self._confirmed(
                broker,
                broker.publish(
                    envelope.encoded(),
                    exchange=_EVENTS,
                    routing_key=envelope.type,
                    persist=True,
                    message_id=envelope.id,
                    message_type=envelope.type,
                    timestamp=envelope.time,
                    content_type="application/json",
                ),
            )
            for envelope in envelopes
        ]
        for outcome in await asyncio.gather(*sent, return_exceptions=True):
            if isinstance(outcome, BaseException):
                raise outcome

    async def deliver(self, queue: str, message: Message) -> None:
        await self._send(queue, message, message.own_headers())

    @asynccontextmanager
    async def consuming(self, consumers: Sequence[Consumer]) -> AsyncIterator[None]:
        """A broker that is away does not keep the service from starting: it is waited for in the background."""
        work = _Work(consumers, self._ladder, self._send)
        begun = asyncio.Event()
        task = asyncio.create_task(self._consume(work, begun), name="bus.consuming")
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await begun.wait()
        except TimeoutError:
            log.warning("broker.away_at_start")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def readings(self) -> list[QueueReading]:
        known = await self._management.queues() if self._management else None
        names = sorted({UNROUTED, *self._declared})
        if known is not None:
            # Queues of services elsewhere too: whatever has a dead-letter queue is a consumer's.
            names = sorted({UNROUTED, *(name for name in known if topology.dead_queue(name) in known)})
        return [self._reading(name, known or {}) for name in names]

    async def reachable(self) -> bool:
        """Asks, since a frozen broker's connection looks alive until the heartbeats run out.

        The question is never cut off: a channel left half closed makes the broker close the whole connection.
        """
        if self._probe is None or self._probe.done():
            self._probe = asyncio.create_task(_within(LONGEST_PROBE_SECONDS, self._open_and_close_a_channel(), "probe"))
        answered, _ = await asyncio.wait({self._probe}, timeout=PROBE_SECONDS)
        return bool(answered) and not self._probe.cancelled() and self._probe.exception() is None

    async def _open_and_close_a_channel(self) -> None:
        connection = await (await self._connected()).connect()
        async with await connection.channel():
            pass

    async def close(self) -> None:
        if self._probe:
            self._probe.cancel()
        await asyncio.gather(*self._leaving, *([self._probe] if self._probe else []), return_exceptions=True)
        if self._publisher:
            await _quietly_stopped(self._publisher)
            self._publisher = None

    async def _connected(self) -> RabbitBroker:
        """From the first time on the connection mends itself."""
        async with self._connecting:
            if self._publisher is None:
                broker = self._broker(Channel(**_CONFIRMED))
                await _within(CONNECT_SECONDS, broker.connect(), "connect")
                self._publisher = broker
            return self._publisher

    async def _send(self, queue: str, message: Message, headers: Mapping[str, str]) -> None:
        broker = await self._connected()
        sending = broker.publish(
            message.body,
            queue=queue,
            persist=True,
            message_id=message.id,
            content_type="application/json",
            headers=dict(headers),
        )
        await self._confirmed(broker, sending)

    async def _confirmed(self, broker: RabbitBroker, sending: Awaitable[object]) -> None:
        try:
            await _within(PUBLISH_SECONDS, sending, "publish")
        except TemporaryFailure as failure:
            if isinstance(failure.__cause__, ChannelInvalidStateError):
                await self._leave(broker)
            raise

    async def _leave(self, broker: RabbitBroker) -> None:
        """A channel whose restoring once failed stays closed although its connection mends itself: begin afresh."""
        async with self._connecting:
            if self._publisher is not broker:
                return
            self._publisher = None
        log.warning("broker.left")
        task = asyncio.create_task(_quietly_stopped(broker))
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    async def _consume(self, work: "_Work", begun: asyncio.Event) -> None:
        pause = FIRST_PAUSE_SECONDS
        while True:
            broker = self._broker(Channel(), on_reconnected=[partial(self._declare_again, work)])
            work.subscribe(broker)
            try:
                await self.declare(work.subscriptions)
                await _within(CONNECT_SECONDS, broker.start(), "start")
                begun.set()
                log.info("broker.consuming", queues=len(work.subscriptions))
                await asyncio.Event().wait()
            except TemporaryFailure as error:
                log.warning("broker.not_consuming", reason=str(error), again_in_seconds=pause)
            finally:
                await work.stop(broker)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def _declare_again(self, work: "_Work", *_: object) -> None:
        """A broker that comes back may have lost everything."""
        try:
            await self.declare(work.subscriptions)
        except TemporaryFailure as error:
            log.warning("broker.not_declared", reason=str(error))

    def _broker(self, channel: Channel, on_reconnected: Sequence[Callable[..., Any]] = ()) -> RabbitBroker:
        return RabbitBroker(
            self._url,
            reconnect_interval=RECONNECT_SECONDS,
            on_reconnected=on_reconnected,
            default_channel=channel,
            app_id="lianbo",
            graceful_timeout=1,  # `_Work.stop` has waited already
            ack_policy=AckPolicy.MANUAL,
            middlewares=self._middlewares,
            logger=logging.getLogger("faststream"),
            log_level=logging.DEBUG,
            apply_types=False,
        )

    def _reading(self, name: str, known: Mapping[str, Mapping[str, Any]]) -> QueueReading:
        queue = known.get(name, {})
        ready = queue.get("messages_ready")
        if ready is not None:
            delayed = (other for other in known if other.startswith(f"{name}.retry."))
            ready += sum(known[other].get("messages") or 0 for other in delayed)
        return QueueReading(name, ready, queue.get("messages_unacknowledged"), None, None, queue.get("consumers"))


class _Work:
    """What is done with a message that RabbitMQ brings: acknowledged only when its next place is confirmed."""

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

    def subscribe(self, broker: RabbitBroker) -> None:
        """A channel and a prefetch of its own for each: what waits in one queue keeps no other waiting."""
        for consumer in self._consumers:
            name = consumer.queue
            self._take(broker, name, topology.event_queue_arguments(name), consumer.subscription.at_once)(
                self._remembered(partial(self._handle, consumer))
            )
            self._take(broker, topology.dead_queue(name), topology.dead_queue_arguments(), PARKED_AT_ONCE)(
                self._remembered(partial(self._park, consumer))
            )

    async def stop(self, broker: RabbitBroker) -> None:
        """What was begun may finish; what does not in time is cut off and comes again elsewhere."""
        self._stopping = True
        if self._begun:
            await asyncio.wait(self._begun, timeout=FINISH_SECONDS)
        for task in self._begun:
            task.cancel()
        await _quietly_stopped(broker)
        self._stopping = False

    async def _handle(self, consumer: Consumer, raw: AbstractIncomingMessage) -> None:
        message = _read(raw)
        failed = await consumer(message)
        if failed is None:
            return await _acknowledge(raw)
        step = self._ladder.next_step(message, failed)
        if isinstance(step, Bury):
            # The death's reason travels with it; the parker writes both into the table.
            target, headers = topology.dead_queue(consumer.queue), message.own_headers() | {DEATH_REASON: step.reason}
        else:
            target = topology.delay_queue(consumer.queue, step.after_seconds)
            headers = dict(message.tried_again().headers)
        if await _until_done(lambda: self._send(target, message, headers), raw):
            await _acknowledge(raw)
        return None

    async def _park(self, consumer: Consumer, raw: AbstractIncomingMessage) -> None:
        message = _read(raw)
        reason = message.headers.get(DEATH_REASON) or _brokers_reason(message)
        if await _until_done(lambda: consumer.bury(message, reason), raw):
            await _acknowledge(raw)

    def _remembered(
        self, handle: Callable[[AbstractIncomingMessage], Awaitable[None]]
    ) -> Callable[[RabbitMessage], Awaitable[None]]:
        async def take(message: RabbitMessage) -> None:
            task = asyncio.current_task()
            if self._stopping or task is None:
                return  # not acknowledged: it goes back when the channel closes
            self._begun.add(task)
            task.add_done_callback(self._begun.discard)
            await handle(message.raw_message)

        return take

    @staticmethod
    def _take(broker: RabbitBroker, name: str, arguments: dict[str, Any], at_once: int) -> Any:
        queue = RabbitQueue(name, queue_type=QueueType.QUORUM, durable=True, arguments=arguments)  # type: ignore[call-overload]
        return broker.subscriber(queue, channel=Channel(prefetch_count=at_once), decoder=_whole, no_reply=True)


async def _whole(message: RabbitMessage) -> RabbitMessage:
    """No decoding here: bytes that cannot be read become a dead letter with a reason, not an error of a library."""
    return message


def _read(raw: AbstractIncomingMessage) -> Message:
    headers = {name: value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
               for name, value in raw.headers.items()}  # fmt: skip
    return Message(raw.message_id or "", raw.body, headers)


def _brokers_reason(message: Message) -> str:
    why = message.headers.get("x-first-death-reason", "unknown")
    if why == "delivery_limit":
        return f"its consumer died or was cut off {topology.DELIVERY_LIMIT} times while it was in work"
    return f"the broker gave it up: {why}"


async def _acknowledge(raw: AbstractIncomingMessage) -> None:
    try:
        await raw.ack()
    except Exception as error:  # noqa: BLE001  a lost channel in one of many forms; it comes again, the inbox knows it
        log.warning("broker.not_acknowledged", reason=type(error).__name__)


async def _until_done(act: Callable[[], Awaitable[None]], raw: AbstractIncomingMessage) -> bool:
    """False when the channel is gone: then the broker brings the message again by itself."""
    while not raw.channel.is_closed:
        try:
            await act()
        except asyncio.CancelledError:
            if asked_to_stop():
                raise
        except Exception as error:  # noqa: BLE001  a broker or a database that is away
            log.warning("broker.not_passed_on", reason=f"{type(error).__name__}: {error}")
        else:
            return True
        await asyncio.sleep(RECONNECT_SECONDS)
    return False


async def _within(seconds: float, act: Awaitable[object], what: str) -> None:
    """TemporaryFailure whatever goes wrong. A cancellation nobody asked for is one of the ways: see docs/adr/0013."""
    try:
        await waited_for(act, seconds)
    except asyncio.CancelledError:
        if asked_to_stop():
            raise
        raise TemporaryFailure(f"{what}: cut off by the broker, outcome unknown") from None
    except TimeoutError:
        raise TemporaryFailure(f"{what}: no answer within {seconds:.0f} s, outcome unknown") from None
    except Exception as error:
        raise TemporaryFailure(f"{what}: {type(error).__name__}: {error}") from error


async def _quietly_stopped(broker: RabbitBroker) -> None:
    try:
        await waited_for(broker.stop(), FINISH_SECONDS)
    except Exception as error:  # noqa: BLE001  it is being left anyway
        log.warning("broker.not_stopped_cleanly", reason=type(error).__name__)
