"""A broker that answers too late to be called reachable is published to all the same, and again when it is quick."""

import pytest

from shared.bus.failures import TemporaryFailure
from shared.bus.rabbit import RabbitBus
from tests.buses import rang
from tests.chaos.proxy import FaultProxy
from tests.eventually import eventually
from tests.rabbitmq import Rabbit

pytestmark = [pytest.mark.chaos, pytest.mark.rabbitmq]
LATE_SECONDS = 1.3


async def test_asking_whether_it_is_there_does_no_harm_to_what_is_published(rabbit: Rabbit):
    url = rabbit.url(rabbit.new_virtual_host())
    _, _, port = url.rpartition("/")[0].rpartition(":")
    link = await FaultProxy(int(port)).start()
    bus = RabbitBus(url.replace(f":{port}/", f":{link.port}/"))

    async def published() -> bool:
        try:
            await bus.publish([rang(1).enveloped("test")])
        except TemporaryFailure:
            return False
        return True

    try:
        await bus.declare([])
        assert await published()
        link.slow(LATE_SECONDS)
        for _ in range(3):
            assert not await bus.reachable()
        await link.heal()
        await eventually(published, within=30)
        await eventually(bus.reachable, within=30)
        link.slow(0)
        assert await published(), "and it stays so"
    finally:
        await bus.close()
        await link.end()
