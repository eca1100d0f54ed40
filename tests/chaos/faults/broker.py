"""The broker under the whole system dies, freezes or runs out of disk: reports are accepted all the same."""

import asyncio
import signal
import time

import pytest

from tests.chaos.scene import FULL, Scene, until_shown_down

KILLS, FREEZES, ALARMS = (10, 5, 3) if FULL else (1, 1, 1)
FREEZE_SECONDS = 30 if FULL else 8
ALARM_SECONDS = 20 if FULL else 4


async def test_killed_and_started_again(scene: Scene):
    async with scene.under_load("broker killed") as storm:
        for _ in range(KILLS):
            scene.broker.signal(signal.SIGKILL)
            await storm.recovers()  # into the outbox
            await asyncio.to_thread(scene.broker.start)
            await storm.load.goes_on(3)


async def test_frozen_and_thawed(scene: Scene):
    async with scene.under_load("broker frozen") as storm:
        for _ in range(FREEZES):
            scene.broker.signal(signal.SIGSTOP)
            began = time.monotonic()
            await storm.recovers()
            await until_shown_down(scene.replicas("publisher")[0], "bus")
            await asyncio.sleep(max(0.0, began + FREEZE_SECONDS - time.monotonic()))
            scene.broker.signal(signal.SIGCONT)
            await storm.load.goes_on(3)


@pytest.mark.parametrize("alarm", ["disk", "memory"] if FULL else ["disk"])
async def test_under_an_alarm_it_takes_nothing(scene: Scene, alarm: str):
    raised, ended = {
        "disk": (("set_disk_free_limit", "100000GB"), ("set_disk_free_limit", "50MB")),
        "memory": (("set_vm_memory_high_watermark", "0"), ("set_vm_memory_high_watermark", "0.4")),
    }[alarm]
    async with scene.under_load(f"broker's {alarm} alarm") as storm:
        for _ in range(ALARMS):
            await asyncio.to_thread(scene.broker.control, *raised)
            try:
                await storm.recovers()
                await asyncio.sleep(ALARM_SECONDS)
                await storm.load.goes_on(3)
            finally:
                await asyncio.to_thread(scene.broker.control, *ended)
