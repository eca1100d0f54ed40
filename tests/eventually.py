"""Waiting for what happens by itself."""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable


async def eventually(condition: Callable[[], bool | Awaitable[bool]], *, within: float = 10.0) -> None:
    """Returns as soon as it holds; fails with its source when it does not in time."""
    deadline = time.monotonic() + within
    while True:
        held = condition()
        if inspect.isawaitable(held):
            held = await held
        if held:
            return
        if time.monotonic() > deadline:
            raise AssertionError(f"did not become true within {within} s: {inspect.getsource(condition).strip()}")
        await asyncio.sleep(0.02)
