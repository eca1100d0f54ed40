"""Background tasks that outlive their failures."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

log = structlog.get_logger(__name__)

T = TypeVar("T")

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
SETTLED_AFTER_SECONDS = 60.0
"""A task that ran this long before it failed starts again after the first, short pause."""


def asked_to_stop() -> bool:
    """Whether somebody cancelled the current task.

    A frozen broker makes a pending publish end with CancelledError although nobody did (docs/adr/0013).
    """
    return _times_cancelled() > 0


async def waited_for(act: Awaitable[T], seconds: float) -> T:
    """`asyncio.wait_for` that loses no cancellation. `act` has a task of its own: what cancels it does not reach us.

    Python 3.11's own loses one that comes together with the result (gh-86296, mended in 3.12): a loop that misses its
    only cancellation runs on, and whoever stops it waits for ever.
    """
    before = _times_cancelled()
    result = await asyncio.wait_for(act, seconds)
    if _times_cancelled() > before:
        raise asyncio.CancelledError
    return result


def _times_cancelled() -> int:
    task = asyncio.current_task()
    return task.cancelling() if task else 0


async def supervised(name: str, run: Callable[[], Awaitable[None]]) -> None:
    """Runs it until cancelled, again and again whatever ends it: an error, a return, a stray cancellation."""
    pause = FIRST_PAUSE_SECONDS
    while True:
        started = time.monotonic()
        try:
            await run()
            if asked_to_stop():
                return
            log.error("task.ended", task=name)
        except asyncio.CancelledError:
            if asked_to_stop():
                raise
            log.warning("task.cancelled_by_nobody", task=name)
        except Exception:
            log.exception("task.failed", task=name)
        if time.monotonic() - started > SETTLED_AFTER_SECONDS:
            pause = FIRST_PAUSE_SECONDS
        log.info("task.restarting", task=name, in_seconds=pause)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
