"""The distributed bus: RabbitMQ quorum queues through FastStream's broker, for many machines and replicas."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import structlog
from aio_pika.exceptions import ChannelInvalidStateError
from faststream import AckPolicy
from faststream.rabbit import Channel, ExchangeType, RabbitBroker, RabbitExchange
from faststream.types import BrokerMiddleware
from yarl import URL

from shared.bus.amqp import topology
from shared.bus.amqp.calls import within
from shared.bus.amqp.line import CONNECT_SECONDS, Line
from shared.bus.amqp.management import Management
from shared.bus.amqp.tolerance import parsed, tolerate, undecoded
from shared.bus.amqp.work import Work
from shared.bus.consumer import Consumer
from shared.bus.failures import TemporaryFailure
from shared.bus.interface import UNROUTED, QueueReading
from shared.bus.ladder import Ladder
from shared.bus.message import Message
from shared.bus.subscription import Subscription
from shared.contracts import Envelope
from shared.supervision import asked_to_stop

log = structlog.get_logger(__name__)

ATTEMPT_SECONDS = 12.0
"""For one attempt to connect; less than what is waited for it, so that it is never left behind."""
PUBLISH_SECONDS = 20.0
"""A publish has no deadline of its own, and hangs under a disk alarm. What was timed out may arrive all the same."""
HEARTBEAT_SECONDS = 5
"""The client gives a silent broker up after three of them and a little."""
PROBE_SECONDS = 2.0
LONGEST_PROBE_SECONDS = 30.0
RECONNECT_SECONDS = 1.0
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 10.0

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
        self._publisher: Line | None = None
        self._connecting = asyncio.Lock()
        self._leaving: set[asyncio.Task[None]] = set()
        self._probe: asyncio.Task[None] | None = None
        self._declared: dict[str, Subscription] = {}
        tolerate()

    async def declare(self, subscriptions: Sequence[Subscription]) -> None:
        self._declared |= {subscription.queue: subscription for subscription in subscriptions}
        connection = await (await self._connected()).connection()

        async def write() -> None:
            async with await connection.channel() as channel:
                await topology.declare(channel, subscriptions, self._ladder)

        await within(CONNECT_SECONDS, write(), "declare")

    async def unbind(self, subscriptions: Sequence[Subscription]) -> None:
        connection = await (await self._connected()).connection()

        async def write() -> None:
            async with await connection.channel() as channel:
                await topology.unbind(channel, subscriptions)

        await within(CONNECT_SECONDS, write(), "unbind")

    async def publish(self, envelopes: Sequence[Envelope]) -> None:
        """All at once, each with its confirm; those that were confirmed before one failed will come twice."""
        line = await self._connected()
        sent = [
            self._confirmed(
                line,
                line.broker.publish(
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
        work = Work(consumers, self._ladder, self._send)
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
            self._probe = asyncio.create_task(within(LONGEST_PROBE_SECONDS, self._open_and_close_a_channel(), "probe"))
        answered, _ = await asyncio.wait({self._probe}, timeout=PROBE_SECONDS)
        return bool(answered) and not self._probe.cancelled() and self._probe.exception() is None

    async def _open_and_close_a_channel(self) -> None:
        connection = await (await self._connected()).connection()
        async with await connection.channel():
            pass

    async def close(self) -> None:
        if self._probe:
            self._probe.cancel()
        if self._publisher:
            self._leave(self._publisher)
            self._publisher = None
        await asyncio.gather(*self._leaving, *([self._probe] if self._probe else []), return_exceptions=True)

    async def _connected(self) -> Line:
        async with self._connecting:
            if self._publisher is None:
                line = Line(self._broker(Channel(**_CONFIRMED)))
                try:
                    await line.open()
                except BaseException:
                    self._leave(line)
                    raise
                self._publisher = line
            return self._publisher

    async def _send(self, queue: str, message: Message, headers: Mapping[str, str]) -> None:
        line = await self._connected()
        sending = line.broker.publish(
            message.body,
            queue=queue,
            persist=True,
            message_id=message.id,
            content_type="application/json",
            headers=dict(headers),
        )
        await self._confirmed(line, sending)

    async def _confirmed(self, line: Line, sending: Awaitable[object]) -> None:
        try:
            await within(PUBLISH_SECONDS, sending, "publish")
        except TemporaryFailure as failure:
            # A channel whose restoring once failed stays closed although its connection mends itself: begin afresh.
            if isinstance(failure.__cause__, ChannelInvalidStateError) and self._publisher is line:
                self._publisher = None
                log.warning("broker.left")
                self._leave(line)
            raise

    def _leave(self, line: Line) -> None:
        task = asyncio.create_task(line.leave(), name="bus.leaving")
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    async def _consume(self, work: Work, begun: asyncio.Event) -> None:
        pause = FIRST_PAUSE_SECONDS
        while True:
            line = Line(self._broker(Channel(), on_reconnected=[partial(self._declare_again, work)]))
            channels = work.subscribe(line.broker)
            try:
                await self.declare(work.subscriptions)
                await line.open()
                await within(CONNECT_SECONDS, line.broker.start(), "start")
                begun.set()
                log.info("broker.consuming", queues=len(work.subscriptions))
                pause = FIRST_PAUSE_SECONDS
                await line.until_broken(channels)
                log.warning("broker.channel_stayed_closed")
            except TemporaryFailure as error:
                if asked_to_stop():
                    raise
                log.warning("broker.not_consuming", reason=str(error), again_in_seconds=pause)
            finally:
                await work.stop(line)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def _declare_again(self, work: Work, *_: object) -> None:
        """A broker that comes back may have lost everything."""
        try:
            await self.declare(work.subscriptions)
        except TemporaryFailure as error:
            log.warning("broker.not_declared", reason=str(error))

    def _broker(self, channel: Channel, on_reconnected: Sequence[Callable[..., Any]] = ()) -> RabbitBroker:
        return RabbitBroker(
            self._url,
            timeout=ATTEMPT_SECONDS,
            reconnect_interval=RECONNECT_SECONDS,
            on_reconnected=on_reconnected,
            default_channel=channel,
            app_id="lianbo",
            graceful_timeout=1,  # `Work.stop` has waited already
            parser=parsed,
            decoder=undecoded,
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
