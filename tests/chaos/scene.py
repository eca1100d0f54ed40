"""The distributed system with everything it stands on in reach: broker, database, disks and the network between."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

import aiohttp
import pytest
from sqlalchemy.engine import make_url

from tests.chaos.invariants import DRAINED_SECONDS, Figures, everything_holds
from tests.chaos.load import Load
from tests.chaos.proxy import FaultProxy
from tests.distributed import SERVICES, Distributed, Replica
from tests.postgres import PrivatePostgres
from tests.rabbitmq import PrivateRabbit

FULL = os.environ.get("LIANBO_TEST_CHAOS") == "full"
PARTS = ("broker", "database")
SHOWN_SECONDS = 20
HEARTBEAT = "?heartbeat=2"
"""So that a freeze is noticed in the time of a test."""
MEASURED = pytest.StashKey[list[tuple[str, Figures]]]()


class Scene:
    def __init__(
        self,
        folder: Path,
        brokers: Sequence[PrivateRabbit],
        postgres: PrivatePostgres,
        database_url: str,
        measured: list[tuple[str, Figures]],
    ) -> None:
        """`brokers`: one, or the nodes of a cluster. What each storm measured is added to `measured`."""
        self.folder, self.brokers, self.postgres = folder, brokers, postgres
        self.broker = brokers[0]
        self.database_url = database_url
        ports = {"broker": [node.port for node in brokers], "database": [postgres.port]}
        self.links = {(service, part): FaultProxy(*ports[part]) for service in SERVICES for part in PARTS}
        self._measured = measured
        self._loads = 0

    async def start(self) -> Self:
        for link in self.links.values():
            await link.start()
        self.system = Distributed(
            self.folder,
            self.broker.url() + HEARTBEAT,
            self.broker.management_url,
            self.database_url,
            own={service: self._ways_of(service) for service in SERVICES},
        )
        await self.system.start()
        return self

    def _ways_of(self, service: str) -> dict[str, str]:
        broker, database = (self.links[service, part].port for part in PARTS)
        return {
            "LIANBO_AMQP_URL": self.broker.url().replace(f":{self.broker.port}", f":{broker}") + HEARTBEAT,
            "LIANBO_DATABASE_URL": make_url(self.database_url).set(port=database).render_as_string(hide_password=False),
        }

    async def end(self) -> None:
        await self.system.end()
        for link in self.links.values():
            await link.end()

    async def heal(self) -> None:
        """Everything is there again, whatever the last test left behind."""
        for link in self.links.values():
            await link.heal()
        await asyncio.to_thread(self._heal_servers)
        dead = [one for one in self.system.replicas if not one.alive]
        for one in dead:
            await one.spawn()
        for one in self.system.replicas:
            await one.ready()

    def _heal_servers(self) -> None:
        for node in self.brokers:
            if not node.running:
                node.start()
            node.signal(signal.SIGCONT)
        if not self.postgres.running:
            self.postgres.start()

    def replicas(self, service: str) -> list[Replica]:
        return [one for one in self.system.replicas if one.name == service]

    @asynccontextmanager
    async def under_load(
        self, fault: str, *, units: int = 3, led: int = 1, pause: float = 0.5, recovers_within: float = 60
    ) -> AsyncIterator["Storm"]:
        """Load before, during and after the fault; leaving, everything heals and then has to hold.

        At full size, with the machine to itself, the promised times as well.
        """
        self._loads += 1
        load = Load(
            self.system.url, self.folder / f"accepted-{self._loads}.jsonl", seed(), units=units, led=led, pause=pause
        )
        storm = Storm(self, load)
        try:
            async with load.running():
                await load.goes_on(3)
                yield storm
                await self.heal()
                await load.goes_on(3)
            figures = await everything_holds(self.system, load, self.database_url)
        except BaseException as error:
            error.add_note(f"{fault}: LIANBO_TEST_SEED={load.seed}; statuses {dict(load.statuses)}")
            raise
        figures.recovery_seconds = [round(one, 1) for one in storm.recoveries]
        if FULL:
            assert figures.drained_seconds <= DRAINED_SECONDS, (fault, load.seed, figures)
            assert max(figures.recovery_seconds, default=0) <= recovers_within, (fault, load.seed, figures)
        self._measured.append((fault, figures))


class Storm:
    """What a test does to the system while the load goes on."""

    def __init__(self, scene: Scene, load: Load) -> None:
        self.scene, self.load = scene, load
        self.recoveries: list[float] = []

    async def recovers(self, more: int = 3) -> None:
        """Notes how long it took until reports were accepted again."""
        self.recoveries.append(await self.load.goes_on(more))


def seed() -> int:
    """Named by LIANBO_TEST_SEED, or new each time."""
    return int(os.environ.get("LIANBO_TEST_SEED", "0")) or int.from_bytes(os.urandom(2)) + 1


async def readiness(one: Replica) -> Mapping[str, Any]:
    """What /readyz says of it, {} where nobody answers."""
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session,
            session.get(f"http://127.0.0.1:{one.admin_port}/readyz") as answer,
        ):
            found: Mapping[str, Any] = (await answer.json())["services"][one.name]
            return found
    except (aiohttp.ClientError, TimeoutError):
        return {}


async def until_shown_down(one: Replica, part: str, within: float = 60) -> float:
    """The seconds until /readyz shows the part as down: 20 at the most, on a machine that does nothing else."""
    began = time.monotonic()
    within = SHOWN_SECONDS if FULL else within
    while (await readiness(one)).get("parts", {}).get(part) != "down":
        assert time.monotonic() < began + within, f"{one.name} does not show {part} as down"
        await asyncio.sleep(0.2)
    return time.monotonic() - began
