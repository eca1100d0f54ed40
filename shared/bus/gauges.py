"""The same readings as gauges, taken a few times a minute, and a line in the log when something stands still."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence

import structlog
from prometheus_client import REGISTRY
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from shared.bus.interface import UNROUTED, QueueReading

log = structlog.get_logger(__name__)

EVERY_SECONDS = 15.0
STANDSTILL_SECONDS = 60.0
OUTBOX = ".outbox"

_QUEUE: dict[str, tuple[str, Callable[[QueueReading], float | None]]] = {
    "lianbo_queue_ready": ("Messages that wait, delayed ones among them", lambda queue: queue.ready),
    "lianbo_queue_in_work": ("Messages being handled", lambda queue: queue.in_work),
    "lianbo_queue_dead": ("Dead letters that wait for a person", lambda queue: queue.dead),
    "lianbo_queue_oldest_seconds": ("Age of the oldest message that waits", lambda queue: queue.oldest_age_seconds),
    "lianbo_queue_consumers": ("Consumers", lambda queue: queue.consumers),
}
_OUTBOX: dict[str, tuple[str, Callable[[QueueReading], float | None]]] = {
    "lianbo_outbox_unpublished": ("Events committed, not yet carried to the bus", lambda outbox: outbox.ready),
    "lianbo_outbox_oldest_seconds": ("Age of the oldest of them", lambda outbox: outbox.oldest_age_seconds),
}


class _Shown(Collector):
    """What was read last. A figure that is not known is absent: neither 0 nor what it was an hour ago."""

    readings: Sequence[QueueReading] = ()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        readings = self.readings
        for name, (meaning, figure) in _QUEUE.items():
            family = GaugeMetricFamily(name, meaning, labels=["service", "queue"])
            for queue in readings:
                value = figure(queue)
                if value is not None and not queue.name.endswith(OUTBOX):
                    family.add_metric([_owner(queue.name), queue.name], value)
            yield family
        for name, (meaning, figure) in _OUTBOX.items():
            family = GaugeMetricFamily(name, meaning, labels=["service"])
            for outbox in readings:
                value = figure(outbox)
                if value is not None and outbox.name.endswith(OUTBOX):
                    family.add_metric([_owner(outbox.name)], value)
            yield family


_SHOWN = _Shown()
REGISTRY.register(_SHOWN)


class Gauges:
    """Every replica shows all queues: of a service that is gone, those that remain tell."""

    def __init__(self, read: Callable[[], Awaitable[list[QueueReading]]]) -> None:
        self._read = read

    async def run(self) -> None:
        try:
            while True:
                _SHOWN.readings = await self._read()
                for reading in _SHOWN.readings:
                    _warn(reading)
                await asyncio.sleep(EVERY_SECONDS)
        finally:
            _SHOWN.readings = ()


def _warn(reading: QueueReading) -> None:
    if reading.name == UNROUTED and reading.ready:
        log.error("queue.unrouted", messages=reading.ready)
    elif (reading.oldest_age_seconds or 0) > STANDSTILL_SECONDS:
        log.warning("queue.standing_still", queue=reading.name, oldest_seconds=int(reading.oldest_age_seconds or 0))


def _owner(name: str) -> str:
    return "bus" if name == UNROUTED else name.partition(".")[0]
