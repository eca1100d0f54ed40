"""The network between a service and what it stands on: cut, slow, half-open. It shows, and it passes."""

import asyncio

import pytest

from tests.chaos.scene import FULL, Scene, until_shown_down
from tests.distributed import SERVICES

LATE_SECONDS = 0.05
SLOW_FOR_SECONDS = 20 if FULL else 3
SHOWN_AS = {"broker": "bus", "database": "database"}
PAIRS = [(service, part) for service in SERVICES for part in SHOWN_AS]
ONE_AFTER_ANOTHER = [[pair] for pair in PAIRS]
"""In full size; a quick run does it to several at once."""


def named(pairs: list[tuple[str, str]]) -> str:
    return ", ".join(f"{service} to {part}" for service, part in pairs)


@pytest.mark.parametrize("pairs", ONE_AFTER_ANOTHER if FULL else [PAIRS[::2], PAIRS[1::2]], ids=named)
async def test_cut_and_joined_again(scene: Scene, pairs: list[tuple[str, str]]):
    async with scene.under_load(f"cut: {named(pairs)}") as storm:
        for pair in pairs:
            await scene.links[pair].cut()
        for service, part in pairs:
            await until_shown_down(scene.replicas(service)[0], SHOWN_AS[part])
        for pair in pairs:
            await scene.links[pair].heal()
        await storm.recovers()


@pytest.mark.parametrize("part", SHOWN_AS)
async def test_slow_to_every_service_at_once(scene: Scene, part: str):
    async with scene.under_load(f"network to {part} slow") as storm:
        for service in SERVICES:
            scene.links[service, part].slow(LATE_SECONDS)
        await asyncio.sleep(SLOW_FOR_SECONDS)
        await storm.recovers()  # while it is still slow


@pytest.mark.long
@pytest.mark.parametrize(
    "pairs", ONE_AFTER_ANOTHER if FULL else [[("ingest", "database"), ("publisher", "broker")]], ids=named
)
async def test_half_open_it_is_noticed_and_left(scene: Scene, pairs: list[tuple[str, str]]):
    async with scene.under_load(f"half-open: {named(pairs)}") as storm:
        for pair in pairs:
            scene.links[pair].swallow()
        for service, part in pairs:
            for one in scene.replicas(service):
                await until_shown_down(one, SHOWN_AS[part])
        for pair in pairs:
            await scene.links[pair].heal()
        await storm.recovers()
