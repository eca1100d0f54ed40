"""The publisher's channel stays closed although its connection lives: it is left, and published to afresh."""

import pytest

from shared.bus.failures import TemporaryFailure
from shared.bus.rabbit import RabbitBus
from tests.buses import rang
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
        broker = bus._publisher
        assert broker
        # What a restoring that failed half way leaves behind, see docs/adr/0013.
        channel = await broker.config.broker_config.channel_manager.get_channel()
        await channel.close()
        assert not await published()
        await eventually(published, within=30)
        assert await bus.reachable()
    finally:
        await bus.close()
