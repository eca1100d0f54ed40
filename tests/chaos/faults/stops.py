"""SIGTERM while what a service stands on does not answer: it is gone in time, and nothing is lost."""

import asyncio
import signal
import time

import pytest

from tests.chaos.scene import Scene
from tests.distributed import SERVICES

UNANSWERED_SECONDS = 2
"""Less than the client's patience: it still believes in its connection when it is to leave it."""


async def stop_one_of_each(scene: Scene) -> list[float]:
    """The seconds each took; one that hung ends by force, with status 1, and is not left behind either."""

    async def stop(service: str) -> float:
        began = time.monotonic()
        assert await scene.replicas(service)[0].end(signal.SIGTERM) in {0, 1}
        return time.monotonic() - began

    return await asyncio.gather(*(stop(service) for service in SERVICES))


@pytest.mark.long
async def test_told_to_stop_while_the_broker_is_frozen(scene: Scene):
    async with scene.under_load("SIGTERM, broker frozen") as storm:
        scene.broker.signal(signal.SIGSTOP)
        await asyncio.sleep(UNANSWERED_SECONDS)
        storm.recoveries += await stop_one_of_each(scene)
        scene.broker.signal(signal.SIGCONT)
        await scene.heal()
        await storm.recovers()


@pytest.mark.long
async def test_told_to_stop_while_the_database_is_half_open(scene: Scene):
    async with scene.under_load("SIGTERM, database half-open") as storm:
        for service in SERVICES:
            scene.links[service, "database"].swallow()
        await asyncio.sleep(UNANSWERED_SECONDS)
        storm.recoveries += await stop_one_of_each(scene)
        await scene.heal()
        await storm.recovers()
