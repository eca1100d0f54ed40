"""Three broker nodes, one of them killed again and again: the two others carry on, and it catches up."""

import asyncio
import random
import shutil
import signal
from pathlib import Path

import pytest

from tests.chaos.scene import FULL, MEASURED, Scene
from tests.conftest import new_postgres_database
from tests.needs import need
from tests.postgres import PrivatePostgres
from tests.rabbitmq import installed, private_cluster

pytestmark = [
    pytest.mark.chaos, pytest.mark.rabbitmq, pytest.mark.postgres,
    pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(1800),
    pytest.mark.skipif(not FULL, reason="three nodes take a minute to start: make chaos"),
]  # fmt: skip
KILLS = 5


async def test_one_of_three_nodes_killed(tmp_path: Path, chaos_postgres: PrivatePostgres, pytestconfig: pytest.Config):
    need(installed(), "RabbitMQ")
    need(shutil.which("nginx"), "nginx")
    with private_cluster() as nodes:
        async with new_postgres_database(chaos_postgres.url) as database_url:
            measured = pytestconfig.stash.setdefault(MEASURED, [])
            scene = Scene(tmp_path, nodes, chaos_postgres, database_url, measured)
            try:
                await scene.start()
                await kill_one_after_another(scene)
            finally:
                await scene.end()


async def kill_one_after_another(scene: Scene) -> None:
    async with scene.under_load("one of three broker nodes killed") as storm:
        dice = random.Random(storm.load.seed)
        for _ in range(KILLS):
            node = dice.choice(scene.brokers)
            node.signal(signal.SIGKILL)
            await storm.recovers()
            await asyncio.sleep(3)
            await storm.load.goes_on(3)
            await asyncio.to_thread(node.start)
            await asyncio.sleep(2)
