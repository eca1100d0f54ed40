"""A TCP proxy that does to a connection what networks do: cut it, slow it down, swallow it without a word."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

CHUNK = 64 * 1024
KEEPALIVE_SECONDS = 30
"""When a server's keepalives find out that a half-open connection's client is gone (shared/database/engine.py)."""


@dataclass(eq=False)
class _Link:
    """One connection through the proxy."""

    writers: tuple[asyncio.StreamWriter, ...]
    swallowed: bool = False
    """Half-open for ever: neither side hears of the other again, and neither is told."""
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def cut(self) -> None:
        for writer in self.writers:
            writer.transport.abort()
        for task in self.tasks:
            task.cancel()


class FaultProxy:
    """Between a service and what it stands on. `port` stays the same whatever happens to the network.

    Of several targets it takes the first that answers, as a balancer before a cluster does.
    """

    def __init__(self, *target_ports: int) -> None:
        self.port = 0
        self._target_ports = target_ports
        self._server: asyncio.Server | None = None
        self._links: set[_Link] = set()
        self._delay = 0.0
        self._swallows = False

    async def start(self) -> Self:
        await self._listen()
        return self

    async def end(self) -> None:
        await self.cut()
        while self._links:  # noqa: ASYNC110  each link takes itself out
            await asyncio.sleep(0.01)

    async def cut(self) -> None:
        """Every connection is reset, and new ones are refused."""
        if self._server:
            self._server.close()
            self._server = None
        self._reset()

    def slow(self, seconds: float) -> None:
        """Each packet is that late, in both directions."""
        self._delay = seconds

    def swallow(self) -> None:
        """Half-open: what was connected stays so and hears nothing more, ever; new connections fare the same."""
        self._swallows = True
        for link in self._links:
            link.swallowed = True
            # The kernel of this machine would go on answering keepalives, which a lost peer does not.
            asyncio.get_running_loop().call_later(KEEPALIVE_SECONDS, link.writers[-1].transport.abort)

    async def heal(self) -> None:
        """New connections pass again. What was swallowed stays so: whoever holds it must notice by himself."""
        self._delay, self._swallows = 0.0, False
        if self._server is None:
            await self._listen()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    def _reset(self) -> None:
        for link in list(self._links):
            link.cut()

    async def _accept(self, near: asyncio.StreamReader, to_near: asyncio.StreamWriter) -> None:
        if self._swallows:
            link = _Link((to_near,), swallowed=True)
            link.tasks = [asyncio.create_task(self._discard(near))]
        else:
            found = await self._far_side()
            if found is None:
                to_near.transport.abort()
                return
            far, to_far = found
            link = _Link((to_near, to_far))
            link.tasks = [
                asyncio.create_task(self._pump(link, near, to_far)),
                asyncio.create_task(self._pump(link, far, to_near)),
            ]
        self._links.add(link)
        try:
            await asyncio.wait(link.tasks)
        finally:
            link.cut()
            self._links.discard(link)

    async def _far_side(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        for port in self._target_ports:
            with suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", port)
        return None

    async def _pump(self, link: _Link, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(CHUNK):
                if self._delay:
                    await asyncio.sleep(self._delay)
                if link.swallowed:
                    continue
                target.write(data)
                await target.drain()
        # However it ended, a close or a reset: the other side hears of it, unless nothing is heard any more.
        if not link.swallowed:
            target.close()

    @staticmethod
    async def _discard(source: asyncio.StreamReader) -> None:
        with suppress(OSError):
            while await source.read(CHUNK):
                pass
