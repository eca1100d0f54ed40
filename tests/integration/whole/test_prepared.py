import pytest

from shared.bus.subscribed import since_when
from tests.whole import Whole

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_every_queue_knows_since_when_it_takes_each_of_its_types(whole: Whole):
    for service in whole.system.services:
        async with service.database.reading() as view:
            for subscription in service.subscriptions:
                known = await since_when(subscription.queue, view)
                assert set(known) == {event.type for event in subscription.events}
