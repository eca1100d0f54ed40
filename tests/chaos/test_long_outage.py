"""A database is away for longer than the broker waits for an acknowledgement."""

import asyncio
from collections.abc import Iterator

import pytest

from shared.bus.message import Message
from tests.buses import Listener, RabbitHarness, Scene, rang
from tests.conftest import OpenDatabase
from tests.eventually import eventually
from tests.fakes import Unsteady
from tests.needs import need
from tests.rabbitmq import Rabbit, installed, private_rabbit

pytestmark = [pytest.mark.chaos, pytest.mark.rabbitmq]
BROKERS_PATIENCE_SECONDS = 2.0
"""Half an hour, unless it is told otherwise."""


@pytest.fixture
def impatient() -> Iterator[Rabbit]:
    need(installed(), "RabbitMQ")
    with private_rabbit() as server:
        milliseconds = int(BROKERS_PATIENCE_SECONDS * 1000)
        for setting, value in (("consumer_timeout", milliseconds), ("channel_tick_interval", 200)):
            server.control("eval", f"application:set_env(rabbit, {setting}, {value}).")
        yield server


async def test_no_message_dies_of_an_outage_however_long(
    impatient: Rabbit, open_sqlite: OpenDatabase, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("shared.bus.amqp.topology.DELIVERY_LIMIT", 2)
    monkeypatch.setattr("shared.bus.amqp.work.PATIENCE_SECONDS", 0.5)
    monkeypatch.setattr("shared.bus.consumer.AGAIN_SECONDS", 0.05)
    database, one, event = Unsteady(await open_sqlite("notifier")), Listener("one"), rang(1)
    scene = Scene(RabbitHarness(impatient), database)
    async with scene.running(one, delays=(0.5,)) as now:
        database.away = True
        await scene.put("one", Message(event.event_id, event.enveloped("test").encoded()))
        await asyncio.sleep(BROKERS_PATIENCE_SECONDS * 6)
        database.away = False
        await eventually(lambda: one.heard == [1])
        await asyncio.sleep(1)
        assert await now.dead.page() == []
    assert one.tried == [1]
