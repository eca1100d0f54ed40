"""The network between a service and what it stands on: cut, slow, half-open. It shows, and it passes."""

import asyncio

import pytest

from tests.chaos.scene import FULL, Scene, readiness, until_shown_down
from tests.distributed import SERVICES

pytestmark = [
    pytest.mark.chaos, pytest.mark.rabbitmq, pytest.mark.postgres,
    pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(1800 if FULL else 600),
]  # fmt: skip
LATE_SECONDS = 0.2
SLOW_FOR_SECONDS = 20 if FULL else 4
SHOWN_AS = {"broker": "bus", "database": "database"}
PAIRS = [(service, part) for service in SERVICES for part in SHOWN_AS]
QUICK = {("ingest", "database"), ("publisher", "broker")}
"""Half-open is found out only by waiting, so a quick run looks at one pair of each kind."""


@pytest.mark.parametrize("part", SHOWN_AS)
async def test_cut_from_every_service_one_after_another(scene: Scene, part: str):
    async with scene.under_load(f"network to {part} cut") as storm:
        for service in SERVICES:
            link = scene.links[service, part]
            await link.cut()
            await until_shown_down(scene.replicas(service)[0], SHOWN_AS[part])
            await link.heal()
            await storm.recovers()


@pytest.mark.parametrize("part", SHOWN_AS)
async def test_slow_to_every_service_at_once(scene: Scene, part: str):
    async with scene.under_load(f"network to {part} slow") as storm:
        for service in SERVICES:
            scene.links[service, part].slow(LATE_SECONDS)
        await asyncio.sleep(SLOW_FOR_SECONDS)
        await storm.recovers(1)
        for one in scene.system.replicas:
            assert (await readiness(one))["ready"], "slow is not away"


@pytest.mark.parametrize(("service", "part"), [pair for pair in PAIRS if FULL or pair in QUICK], ids=str)
async def test_half_open_it_is_noticed_and_left(scene: Scene, service: str, part: str):
    async with scene.under_load(f"half-open: {service} to {part}") as storm:
        link = scene.links[service, part]
        link.swallow()
        for one in scene.replicas(service):
            await until_shown_down(one, SHOWN_AS[part])
        await link.heal()
        await storm.recovers()
