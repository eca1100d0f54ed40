"""What is RabbitMQ's alone; what every bus promises is in tests/contracts/test_bus.py."""

import asyncio
from datetime import UTC, datetime
from decimal import Decimal

import aio_pika
import pytest
from aio_pika.abc import AbstractIncomingMessage
from pamqp.commands import Basic

from shared.bus import PermanentFailure, TemporaryFailure
from shared.bus.amqp.topology import delay_queue
from shared.bus.ladder import DEFAULT_DELAYS
from shared.bus.message import Message
from shared.bus.rabbit import RabbitBus
from tests.buses import Listener, RabbitHarness, Scene, rang
from tests.conftest import OpenDatabase
from tests.eventually import eventually
from tests.rabbitmq import Rabbit

pytestmark = pytest.mark.rabbitmq
Properties = Basic.Properties


@pytest.fixture
def harness(rabbit: Rabbit) -> RabbitHarness:
    return RabbitHarness(rabbit)


@pytest.fixture
async def scene(harness: RabbitHarness, open_sqlite: OpenDatabase) -> Scene:
    return Scene(harness, await open_sqlite("notifier"))


def test_the_delay_queues_say_how_long():
    names = [delay_queue("publisher.submissions", seconds) for seconds in (*DEFAULT_DELAYS, 0.25, 90)]
    assert [name.rsplit(".", 1)[1] for name in names] == ["5s", "1m", "10m", "1h", "250ms", "90s"]


async def test_queues_are_quorum_queues_with_a_delivery_limit_and_no_length(
    scene: Scene, rabbit: Rabbit, harness: RabbitHarness
):
    async with scene.running(Listener("one"), delays=(5, 60)):
        found = {queue["name"]: queue for queue in rabbit.manage("GET", f"/api/queues/{harness.url.rsplit('/')[-1]}")}
    assert set(found) == {"one", "one.dead", "one.retry.5s", "one.retry.1m", "events.unrouted"}
    assert {queue["type"] for queue in found.values()} == {"quorum"}
    arguments = found["one"]["arguments"]
    assert arguments["x-delivery-limit"] == 10
    assert arguments["x-dead-letter-strategy"] == "at-least-once"
    assert not any("x-max-length" in queue["arguments"] for queue in found.values())
    assert found["one.retry.1m"]["arguments"]["x-message-ttl"] == 60_000


async def test_every_subscription_has_a_channel_and_a_prefetch_of_its_own(
    scene: Scene, rabbit: Rabbit, harness: RabbitHarness
):
    one, other = Listener("one"), Listener("other")
    async with scene.running(one, other):
        virtual_host = harness.url.rsplit("/")[-1]

        async def seen() -> bool:
            found = rabbit.manage("GET", f"/api/consumers/{virtual_host}")
            by_queue = {consumer["queue"]["name"]: consumer for consumer in found}
            # A consumer is listed a moment before the management knows its channel.
            if len(by_queue) < 4 or not all(consumer["channel_details"] for consumer in found):
                return False
            assert by_queue["one"]["prefetch_count"] == one.subscription.at_once
            channels = {consumer["channel_details"]["name"] for consumer in found}
            assert len(channels) == len(found) == 4
            return True

        await eventually(seen)


async def test_a_consumer_that_is_cut_off_again_and_again_leaves_a_dead_letter(
    scene: Scene, harness: RabbitHarness, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("shared.bus.amqp.topology.DELIVERY_LIMIT", 2)
    rejections = 0

    async def reject(raw: AbstractIncomingMessage) -> None:
        nonlocal rejections
        rejections += 1
        await raw.nack(requeue=True)

    one = Listener("one")
    with monkeypatch.context() as broken:
        broken.setattr("shared.bus.amqp.work.Work._handle", lambda self, consumer, raw: reject(raw))
        async with scene.running(one) as now:
            await scene.say(rang(1))

            async def dead() -> bool:
                return len(await now.dead.page()) == 1

            await eventually(dead)
            [letter] = await now.dead.page()
            assert letter.reason == "its consumer died or was cut off 2 times while it was in work"
    async with scene.running(one) as now:
        assert await now.dead.replay(letter.id, by="ops")
        await eventually(lambda: one.heard == [1])


async def test_properties_and_headers_of_any_kind_take_nothing_along(scene: Scene, harness: RabbitHarness):
    good = rang(99).enveloped("test")
    odd: list[Properties] = [
        Properties(headers={"traceparent": 5}),
        Properties(headers={"traceparent": bytearray(b"\xff\xfe"), "baggage": 7, "tracestate": None}),
        Properties(headers={"attempts": [1, {"deep": Decimal("1.5")}], "replay-count": 2.5}),
        Properties(headers={"at": datetime(2022, 12, 1, tzinfo=UTC)}),
        Properties(correlation_id="c" * 255, reply_to="nowhere", content_encoding="gzip", content_type="?"),
        *(Raw(b"\x00\x40" + moment.to_bytes(8)) for moment in (1_669_939_200_000_000, 2**63, 2**64 - 1)),
        Raw(b"\x00\x80\x03\xff\xfe\xfd"),  # a message id that is not UTF-8
        Raw(b"\x20\x00\x00\x00\x00\x05\x02\xff\xfet\x01"),  # the name of a header likewise
        Raw(b"\x20\x00\x00\x00\x00\x0b\x01aT" + (2**63).to_bytes(8)),  # a time beyond the last year
    ]
    one = Listener("one")
    async with scene.running(one) as now:
        async with await aio_pika.connect(harness.url) as connection, connection.channel() as channel:
            for properties in odd:
                await (await channel.get_underlay_channel()).basic_publish(
                    good.encoded(), routing_key="one", properties=properties
                )
        await scene.say(rang(1))
        await eventually(lambda: one.heard == [1], within=5)

        async def dead() -> bool:
            return len(await now.dead.page()) == len(odd)

        await eventually(dead)
        assert {letter.reason for letter in await now.dead.page()} == {
            "the message has no id", "the message's id is not its event's",
        }  # fmt: skip


class Raw(Properties):
    """As no library would write them."""

    def __init__(self, flags_and_values: bytes) -> None:
        super().__init__()
        self._written = flags_and_values

    def marshal(self) -> bytes:
        return self._written


async def test_publishing_where_nothing_was_declared_fails_and_says_so(harness: RabbitHarness):
    bus = RabbitBus(harness.url)
    with pytest.raises(TemporaryFailure):
        await bus.publish([rang(1).enveloped("test")])
    await bus.close()


async def test_delivering_into_a_queue_that_is_not_there_fails_and_says_so(harness: RabbitHarness):
    bus = RabbitBus(harness.url)
    await bus.declare([])
    with pytest.raises(TemporaryFailure):
        await bus.deliver("nowhere", Message("1", b"{}"))
    await bus.close()


async def test_figures_unknown_without_the_management_interface_are_none(scene: Scene, harness: RabbitHarness):
    bus = RabbitBus(harness.url)
    await bus.declare([Listener("one").subscription])
    readings = await bus.readings()
    assert {(reading.name, reading.ready, reading.in_work, reading.consumers) for reading in readings} == {
        ("one", None, None, None),
        ("events.unrouted", None, None, None),
    }
    await bus.close()


async def test_the_brokers_metrics_are_counted(scene: Scene, harness: RabbitHarness):
    one = Listener("one", failures=[TemporaryFailure("once"), PermanentFailure("then for good")])
    async with scene.running(one, delays=(0.1,)):
        await scene.say(rang(1))
        await eventually(lambda: one.tried == [1, 1])
        await asyncio.sleep(0.3)
    names = {metric.name for metric in harness.metrics.collect() if metric.samples}
    assert "lianbo_broker_received_messages" in names
    assert "lianbo_broker_published_messages" in names
