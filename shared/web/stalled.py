"""A body that stops coming is not waited for; one that comes slowly is, however long it takes."""

import asyncio
from contextlib import suppress

from aiohttp import StreamReader, web
from aiohttp.typedefs import Handler, Middleware

from shared.web.problems import Problem

WINDOW_SECONDS = 60.0
LEAST_BYTES = 16 * 1024
"""In a window: 270 bytes a second, which the slowest telephone line brings. A body may take hours."""


def refuse_stalled(window: float = WINDOW_SECONDS, least: int = LEAST_BYTES) -> Middleware:
    """408 for a body of which fewer than `least` bytes came in a window of so many seconds, while somebody waited."""

    @web.middleware
    async def refuse(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.content.is_eof():
            return await handler(request)
        try:
            async with asyncio.timeout(None) as patience:
                watch = asyncio.create_task(_watch(request.content, patience, window, least))
                try:
                    return await handler(request)
                finally:
                    watch.cancel()
        except TimeoutError:
            if not patience.expired():
                raise
            raise STALLED from None

    return refuse


STALLED = Problem(
    408,
    "body-stalled",
    detail="太久没有收到后面的内容，已停止等待，内容没有保存。请检查网络后重新发送。",
    headers={"Connection": "close"},
)


async def _watch(body: StreamReader, patience: asyncio.Timeout, window: float, least: int) -> None:
    """Only while the handler waits for the sender: what we are slow to take is not the sender's fault."""
    while not body.is_eof():
        came, waited = body.total_bytes, _awaited(body)
        await asyncio.sleep(window)
        if waited and _awaited(body) and body.total_bytes - came < least:
            with suppress(RuntimeError):  # the handler has just ended
                patience.reschedule(asyncio.get_running_loop().time())
            return


def _awaited(body: StreamReader) -> bool:
    return body._waiter is not None  # noqa: SLF001  nothing public tells it
