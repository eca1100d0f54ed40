"""Background tasks that outlive their failures."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger(__name__)

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
SETTLED_AFTER_SECONDS = 60.0
"""A task that ran this long before it failed starts again after the first, short pause."""


def asked_to_stop() -> bool:
    """Whether somebody cancelled the current task.

    A frozen broker makes a pending publish end with CancelledError although nobody did (docs/adr/0013).
    """
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


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
        if time.monotonic() - started > SETTLED_AFTER_SECONDS:
            pause = FIRST_PAUSE_SECONDS
        log.info("task.restarting", task=name, in_seconds=pause)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
