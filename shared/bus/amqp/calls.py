"""Calls to the broker: each has a deadline, and ends as done, as TemporaryFailure, or because we were asked to stop."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from aio_pika.abc import AbstractIncomingMessage

from shared.bus.failures import TemporaryFailure
from shared.supervision import CutOffError, asked_to_stop, waited_for

log = structlog.get_logger(__name__)

PAUSE_SECONDS = 1.0


async def within(seconds: float, act: Awaitable[object], what: str) -> None:
    """TemporaryFailure whatever goes wrong, a cancellation by nobody (docs/adr/0013) among it."""
    try:
        await waited_for(act, seconds)
    except CutOffError:
        raise TemporaryFailure(f"{what}: cut off by the broker, outcome unknown") from None
    except TimeoutError:
        raise TemporaryFailure(f"{what}: no answer within {seconds:.0f} s, outcome unknown") from None
    except Exception as error:
        raise TemporaryFailure(f"{what}: {type(error).__name__}: {error}") from error


async def quietly(seconds: float, act: Awaitable[object], what: str) -> None:
    """For what is being left anyway."""
    try:
        await waited_for(act, seconds)
    except Exception as error:  # noqa: BLE001  see above
        log.warning("broker.not_left_cleanly", what=what, reason=type(error).__name__)


async def acknowledge(raw: AbstractIncomingMessage) -> None:
    try:
        await raw.ack()
    except Exception as error:  # noqa: BLE001  a lost channel in one of many forms; it comes again, the inbox knows it
        log.warning("broker.not_acknowledged", reason=type(error).__name__)


async def until_done(act: Callable[[], Awaitable[None]], raw: AbstractIncomingMessage) -> bool:
    """False when the channel is gone: then the broker brings the message again by itself."""
    while not raw.channel.is_closed:
        try:
            await act()
        except (Exception, asyncio.CancelledError) as error:  # a broker or a database that is away
            if asked_to_stop():
                raise
            log.warning("broker.not_passed_on", reason=f"{type(error).__name__}: {error}")
        else:
            return True
        await asyncio.sleep(PAUSE_SECONDS)
    return False
