"""A FastStream broker with its connection: opened, watched and left so that nothing of it outlives the process."""

import asyncio
from collections.abc import Sequence

import structlog
from aio_pika import RobustConnection
from faststream.rabbit import Channel, RabbitBroker

from shared.bus.amqp.calls import quietly, within
from shared.supervision import waited_for

log = structlog.get_logger(__name__)

CONNECT_SECONDS = 15.0
STOP_SECONDS = 4.0
CLOSE_SECONDS = 2.0
WATCH_SECONDS = 10.0
RESTORE_SECONDS = 30.0
"""What the client is given to restore a channel once its connection is there again."""


class Line:
    def __init__(self, broker: RabbitBroker) -> None:
        """`broker` has a `timeout` of its own, by which an attempt to connect ends."""
        self.broker = broker
        self._connecting: asyncio.Task[RobustConnection] | None = None

    async def open(self) -> None:
        """TemporaryFailure where the broker is away. From the first time on the connection mends itself.

        The attempt is never cut off, only not waited for: what the client started it would go on with for ever.
        """
        if self._connecting is None:
            self._connecting = asyncio.create_task(self.broker.connect(), name="bus.connecting")
        await within(CONNECT_SECONDS, asyncio.shield(self._connecting), "connect")

    async def connection(self) -> RobustConnection:
        """Of a line that was opened."""
        return await self.broker.connect()

    async def until_broken(self, channels: Sequence[Channel]) -> None:
        """Returns when a channel stays closed although its connection is there.

        The client restores channels with their connection; where that once failed, it never tries again.
        """
        connection = await self.connection()
        opened = [await self.broker.config.channel_manager.get_channel(channel) for channel in channels]
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            try:
                await waited_for(asyncio.gather(*(channel.ready() for channel in opened)), RESTORE_SECONDS)
            except TimeoutError:
                if connection.connected.is_set():
                    return

    async def leave(self) -> None:
        """Politely where the broker answers; in any case the client stops connecting again."""
        if self._connecting is None:
            return
        await asyncio.wait({self._connecting}, timeout=CONNECT_SECONDS)
        if not self._connecting.done() or self._connecting.cancelled() or self._connecting.exception():
            log.warning("broker.left_unconnected")
            return
        connection = self._connecting.result()
        await quietly(STOP_SECONDS, self.broker.stop(), "stop")
        if not connection.is_closed:
            await quietly(CLOSE_SECONDS, connection.close(), "close")
