"""The broker dies, freezes, runs out of disk or is not there: nothing is lost, nothing happens twice."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
import sqlalchemy as sa

from shared.bus.tables import inbox
from tests.buses import Listener, RabbitHarness, Scene, rang
from tests.conftest import OpenDatabase
from tests.eventually import eventually
from tests.needs import need
from tests.rabbitmq import PrivateRabbit, installed, private_rabbit

FULL = os.environ.get("LIANBO_TEST_CHAOS") == "full"
KILLS = 10 if FULL else 2
FREEZE_SECONDS = 30 if FULL else 13
"""Longer than the client's patience with a heartbeat of 2 s: three of them and a little."""
PATIENCE_SECONDS = 60
LAST = 1_000_000
"""A ring said when everything is over."""
pytestmark = [pytest.mark.chaos, pytest.mark.rabbitmq, pytest.mark.timeout(900 if FULL else 240)]


@pytest.fixture(scope="module")
def broker() -> Iterator[PrivateRabbit]:
    """One of its own: what happens to it must not happen to other tests."""
    need(installed(), "RabbitMQ")
    with private_rabbit() as server:
        yield server


@pytest.fixture
async def scene(broker: PrivateRabbit, open_sqlite: OpenDatabase) -> Scene:
    # A short heartbeat, so that a freeze is noticed in the time of a test.
    return Scene(RabbitHarness(broker, "?heartbeat=2"), await open_sqlite("notifier"))


class Load:
    """Says rings without a pause, and knows how many were committed."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self.said = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Load"]:
        task = asyncio.create_task(self._say())
        try:
            yield self
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _say(self) -> None:
        while True:
            await self._scene.say(rang(self.said))
            self.said += 1
            await asyncio.sleep(0.01)


async def all_heard_once(scene: Scene, one: Listener, load: Load) -> None:
    """What took effect is what the database says: a handler cut off while it commits cannot tell the listener."""

    async def taken() -> int:
        async with scene.database.reading() as view:
            rows = sa.select(sa.func.count()).where(inbox.c.consumer == one.queue)
            return int((await view.connection.execute(rows)).scalar_one())

    async def all_taken() -> bool:
        return await taken() >= load.said

    await eventually(all_taken, within=PATIENCE_SECONDS)
    await asyncio.sleep(1)
    assert len(one.heard) == len(set(one.heard)), "none twice"
    assert await taken() - load.said in {0, 1}, "a ring committed while the load was stopped may not be counted"


async def test_killed_under_load_and_started_again(scene: Scene, broker: PrivateRabbit):
    one, load = Listener("one"), Load(scene)
    async with scene.running(one) as now:
        async with load.running():
            for _ in range(KILLS):
                await asyncio.sleep(1.5)
                broker.signal(signal.SIGKILL)
                await asyncio.sleep(1)
                assert not await now.bus.reachable()
                await asyncio.to_thread(broker.start)
                await eventually(now.bus.reachable, within=30)
            await asyncio.sleep(1)
        await all_heard_once(scene, one, load)
        assert await now.dead.page() == []


async def test_frozen_and_thawed_the_relay_lives_on(scene: Scene, broker: PrivateRabbit):
    one, load = Listener("one"), Load(scene)
    async with scene.running(one) as now:
        async with load.running():
            await asyncio.sleep(1)
            broker.signal(signal.SIGSTOP)
            try:
                await asyncio.sleep(FREEZE_SECONDS)
                assert not await now.bus.reachable(), "shown as degraded while it lasts"
            finally:
                broker.signal(signal.SIGCONT)
            await asyncio.sleep(2)
        await all_heard_once(scene, one, load)
        await scene.say(rang(LAST))
        await eventually(lambda: LAST in one.heard, within=10)


async def test_under_a_disk_alarm_events_wait_and_then_go(
    scene: Scene, broker: PrivateRabbit, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("shared.bus.rabbit.PUBLISH_SECONDS", 2.0)
    one, load = Listener("one"), Load(scene)
    async with scene.running(one):
        async with load.running():
            await asyncio.sleep(0.5)
            await asyncio.to_thread(broker.control, "set_disk_free_limit", "100000GB")
            await asyncio.sleep(6)
            stood = len(one.heard)
            await asyncio.sleep(1)
            assert len(one.heard) <= stood + 1, "the alarm was real"
            await asyncio.to_thread(broker.control, "set_disk_free_limit", "50MB")
        await all_heard_once(scene, one, load)


async def test_away_at_the_start_it_is_waited_for(scene: Scene, broker: PrivateRabbit, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("shared.bus.rabbit.CONNECT_SECONDS", 3.0)
    one = Listener("one")
    broker.signal(signal.SIGKILL)
    async with scene.running(one) as now:
        await scene.say(rang(0))
        assert not await now.bus.reachable()
        await asyncio.to_thread(broker.start)
        await eventually(lambda: one.heard == [0], within=PATIENCE_SECONDS)
