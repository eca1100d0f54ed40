"""What a service is made of. Production, all-in-one and tests run it through the same `running()`."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from shared.bus.consumer import Consumer
from shared.bus.gauges import Gauges
from shared.bus.outbox import DatabaseOutbox
from shared.bus.pruning import Pruning
from shared.bus.relay import Relay
from shared.supervision import supervised
from shared.timers.database import TimerFiring

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
    from pathlib import Path

    from aiohttp import web

    from shared.bus import Bus, Subscription
    from shared.bus.readings import QueueReadings
    from shared.clock import Clock
    from shared.database import Database

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class BackgroundTask:
    """Runs until cancelled; supervised: an exception is logged and it is started again after a pause."""

    name: str
    run: Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Service:
    name: str
    database: Database
    subscriptions: Sequence[Subscription] = ()
    routes: Sequence[web.AbstractRouteDef] = ()
    templates: Path | None = None
    static: Path | None = None
    tasks: Sequence[BackgroundTask] = field(default_factory=tuple)


@asynccontextmanager
async def running(
    services: Sequence[Service], bus: Bus, clock: Clock, queue_readings: QueueReadings | None = None
) -> AsyncIterator[None]:
    """Everything of the services but their web pages, from the first event to a clean stop.

    Leaving it stops what begins new work first, lets handlers in work finish, and passes on what they still said.
    `queue_readings` become gauges: those of the whole system, so that one service tells of another that is gone.
    """
    consumers = [
        Consumer(subscription, service.database, clock)
        for service in services
        for subscription in service.subscriptions
    ]
    relays = [(service, Relay(service.database, bus, clock)) for service in services]
    begin_work = [
        BackgroundTask(f"{service.name}.{task.name}", task.run) for service in services for task in service.tasks
    ]
    if queue_readings:
        begin_work.append(BackgroundTask("bus.gauges", Gauges(queue_readings).run))
    for service in services:
        firing = TimerFiring(service.database, DatabaseOutbox(service.name, clock), clock)
        begin_work.append(BackgroundTask(f"{service.name}.timers", firing.run))
        begin_work.append(BackgroundTask(f"{service.name}.pruning", Pruning(service.database, clock).run))
    async with (
        _supervising([BackgroundTask(f"{service.name}.relay", relay.run) for service, relay in relays]),
        bus.consuming(consumers),
        _supervising(begin_work),
    ):
        log.info("services.running", services=[service.name for service in services], consumers=len(consumers))
        yield
        log.info("services.stopping")


@asynccontextmanager
async def _supervising(tasks: Sequence[BackgroundTask]) -> AsyncIterator[None]:
    started = [asyncio.create_task(supervised(task.name, task.run), name=task.name) for task in tasks]
    try:
        yield
    finally:
        for task in started:
            task.cancel()
        await asyncio.gather(*started, return_exceptions=True)
