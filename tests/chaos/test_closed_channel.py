"""A channel stays closed although its connection lives: it is left, and begun afresh."""

import pytest

from shared.bus.amqp import line
from shared.bus.failures import TemporaryFailure
from shared.bus.rabbit import RabbitBus
from tests.buses import Listener, RabbitHarness, Scene, rang
from tests.conftest import OpenDatabase
from tests.eventually import eventually
from tests.rabbitmq import Rabbit

pytestmark = [pytest.mark.chaos, pytest.mark.rabbitmq]


async def test_a_channel_that_stays_closed_is_left_for_a_new_one(rabbit: Rabbit):
    bus = RabbitBus(rabbit.url(rabbit.new_virtual_host()))

    async def published() -> bool:
        try:
            await bus.publish([rang(1).enveloped("test")])
        except TemporaryFailure:
            return False
        return True

    try:
        await bus.declare([])
        assert await published()
        publisher = bus._publisher
        assert publisher
        # What a restoring that failed half way leaves behind, see docs/adr/0013.
        channel = await publisher.broker.config.channel_manager.get_channel()
        await channel.close()
        assert not await published()
        await eventually(published, within=30)
        assert await bus.reachable()
    finally:
        await bus.close()


async def test_a_consumer_whose_channel_stays_closed_begins_afresh(
    rabbit: Rabbit, open_sqlite: OpenDatabase, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(line, "WATCH_SECONDS", 0.2)
    monkeypatch.setattr(line, "RESTORE_SECONDS", 0.5)
    opened: list[line.Line] = []
    open_line = line.Line.open

    async def remembered(self: line.Line) -> None:
        opened.append(self)
        await open_line(self)

    monkeypatch.setattr(line.Line, "open", remembered)
    scene, one = Scene(RabbitHarness(rabbit), await open_sqlite("notifier")), Listener("one")
    async with scene.running(one):
        await scene.say(rang(1))
        await eventually(lambda: one.heard == [1])
        for subscriber in opened[-1].broker.subscribers:
            channel = await opened[-1].broker.config.channel_manager.get_channel(subscriber.channel)
            await channel.close()
        await scene.say(rang(2))
        await eventually(lambda: one.heard == [1, 2], within=30)
