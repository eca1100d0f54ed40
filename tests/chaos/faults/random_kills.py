"""kill -9 at random moments under load; SIGTERM as well: what was accepted is there, once."""

import asyncio
import os
import random
import signal
import time

import pytest

from tests.chaos.scene import FULL, Scene

KILLS = int(os.environ.get("LIANBO_TEST_KILLS", "200")) if FULL else 3
SUBMISSIONS = int(os.environ.get("LIANBO_TEST_SUBMISSIONS", "5000")) if FULL else 20
ACCEPTING_SECONDS = 15
STOPS = 50 if FULL else 2


async def test_killed_at_random_moments_it_goes_on(scene: Scene):
    sizes = {"units": 6, "led": 20} if FULL else {}
    async with scene.under_load("replicas killed", recovers_within=ACCEPTING_SECONDS, **sizes) as storm:
        dice = random.Random(storm.load.seed)
        for _ in range(KILLS):
            victim = dice.choice(scene.system.replicas)
            await asyncio.sleep(dice.random())
            assert await victim.end(signal.SIGKILL) == -signal.SIGKILL
            killed = time.monotonic()
            await victim.start()
            await storm.load.goes_on(1)
            storm.recoveries.append(time.monotonic() - killed)
        await storm.load.goes_on(max(1, SUBMISSIONS - len(storm.load.accepted)), within=3600)


@pytest.mark.long
async def test_told_to_stop_it_finishes_what_it_does(scene: Scene):
    async with scene.under_load("SIGTERM") as storm:
        dice = random.Random(storm.load.seed)
        for _ in range(STOPS):
            leaver = dice.choice(scene.system.replicas)
            began = time.monotonic()
            assert await leaver.end(signal.SIGTERM) == 0
            storm.recoveries.append(time.monotonic() - began)
            await leaver.start()
        await storm.load.goes_on(3)
