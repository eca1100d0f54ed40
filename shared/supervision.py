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


class CutOffError(ConnectionError):
    """What was waited for was cancelled, and not by us: its outcome is unknown."""


async def waited_for(act: Awaitable[T], seconds: float) -> T:
    """`asyncio.wait_for` that ends with CancelledError if, and only if, this task was asked to stop meanwhile.

    Python 3.11's own loses a cancellation that comes together with the result or with an error (gh-86296, mended in
    3.12): a loop that misses its only cancellation runs on, and whoever stops it waits for ever. The opposite, a
    library that cancels what it is waited for, is a CutOffError.
    """
    before = _times_cancelled()
    try:
        return await asyncio.wait_for(act, seconds)
    except asyncio.CancelledError:
        if _times_cancelled() > before:
            raise
        raise CutOffError("cancelled by nobody") from None
    finally:
        if _times_cancelled() > before:
            raise asyncio.CancelledError


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
            log.error("task.ended", task=name)
        except asyncio.CancelledError:
            if asked_to_stop():
                raise
            log.warning("task.cancelled_by_nobody", task=name)
        except Exception:
            log.exception("task.failed", task=name)
        if asked_to_stop():
            return  # its only cancellation was lost on the way, or became an error
        if time.monotonic() - started > SETTLED_AFTER_SECONDS:
            pause = FIRST_PAUSE_SECONDS
        log.info("task.restarting", task=name, in_seconds=pause)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
