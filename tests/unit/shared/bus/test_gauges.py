import asyncio
from contextlib import asynccontextmanager

from prometheus_client import REGISTRY

from shared.bus.gauges import Gauges
from shared.bus.interface import UNROUTED, QueueReading


def shown(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(name, labels)


@asynccontextmanager
async def showing(*readings: QueueReading):
    async def read() -> list[QueueReading]:
        return list(readings)

    task = asyncio.create_task(Gauges(read).run())
    await asyncio.sleep(0)
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_queue_is_shown_with_the_service_it_belongs_to():
    queue = {"service": "publisher", "queue": "publisher.submissions"}
    async with showing(QueueReading("publisher.submissions", 4, 2, 1, 3.5, 8)):
        figures = [shown(f"lianbo_queue_{what}", **queue) for what in ("ready", "in_work", "dead", "oldest_seconds")]
        assert figures == [4, 2, 1, 3.5]
        assert shown("lianbo_queue_consumers", **queue) == 8


async def test_what_is_unknown_is_absent_and_never_zero():
    queue = {"service": "publisher", "queue": "publisher.submissions"}
    async with showing(QueueReading("publisher.submissions", None, None, 0, None, None)):
        assert shown("lianbo_queue_ready", **queue) is None
        assert shown("lianbo_queue_consumers", **queue) is None
        assert shown("lianbo_queue_dead", **queue) == 0


async def test_nothing_is_shown_once_nothing_is_read():
    async with showing(QueueReading("publisher.submissions", 4, 2, 1, 3.5, 8)):
        pass
    assert shown("lianbo_queue_ready", service="publisher", queue="publisher.submissions") is None


async def test_outboxes_and_unrouted_events_have_names_of_their_own():
    readings = QueueReading("ingest.outbox", 7, 0, 0, 12.0, None), QueueReading(UNROUTED, 1, 0, None, None, 0)
    async with showing(*readings):
        assert shown("lianbo_outbox_unpublished", service="ingest") == 7
        assert shown("lianbo_outbox_oldest_seconds", service="ingest") == 12
        assert shown("lianbo_queue_ready", service="ingest", queue="ingest.outbox") is None
        assert shown("lianbo_queue_ready", service="bus", queue=UNROUTED) == 1
