"""The distributed system, two replicas of each service behind nginx: the acceptance of the main job, unchanged."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.databases import PLUMBING
from shared.bus.rabbit import RabbitBus
from shared.clock import SystemClock
from shared.database.engine import sqlite_database
from shared.database.migrate import migrate
from shared.service import running
from tests.conftest import new_postgres_database
from tests.distributed import Distributed
from tests.e2e.test_main_job import send, story_of
from tests.eventually import eventually
from tests.needs import need
from tests.newcomer import CountReports, build
from tests.rabbitmq import Rabbit
from tests.running import Person
from tests.running import eventually as found

pytestmark = [pytest.mark.rabbitmq, pytest.mark.postgres, pytest.mark.timeout(300)]


@pytest.fixture
async def distributed(tmp_path: Path, rabbit: Rabbit, postgres_url: str) -> AsyncIterator[Distributed]:
    need(shutil.which("nginx"), "nginx")
    host = rabbit.new_virtual_host()
    async with new_postgres_database(postgres_url) as database_url:
        system = Distributed(tmp_path, rabbit.url(host), rabbit.management_url, database_url)
        try:
            await system.start()
            yield system
        finally:
            await system.end()


async def test_the_acceptance_passes_unchanged(distributed: Distributed):
    # In a process of its own, as the acceptance runs it: it knows nothing but an address.
    result = subprocess.run(  # noqa: ASYNC221  nothing else is to happen meanwhile
        [sys.executable, "-m", "pytest", "-q", "--no-header", "tests/e2e/test_main_job.py"],
        env={**os.environ, "LIANBO_TEST_SERVER": distributed.url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-4000:]
    assert len(distributed.mails.ids) == len(set(distributed.mails.ids)) > 0
    assert "流转记录完整" in await distributed.lianbo("ledger", "verify")


async def test_a_service_that_nobody_planned_for_hears_what_it_asks_for(distributed: Distributed, tmp_path: Path):
    unit, count = Person(distributed.url, "sample-unit-370100"), CountReports()
    database = sqlite_database("newcomer", tmp_path / "newcomer.db")
    await migrate(database, (PLUMBING,))
    variables = distributed.variables
    bus = RabbitBus(variables["LIANBO_AMQP_URL"], management_url=variables["LIANBO_AMQP_MANAGEMENT_URL"])

    async def others() -> dict[str, tuple[int, int]]:
        queues = json.loads(await distributed.lianbo("queues", "--json"))
        return {
            one["name"]: (one["ready"], one["consumers"])
            for one in queues
            if one["consumers"] and not one["name"].startswith("newcomer.")
        }

    async def quiet() -> dict[str, tuple[int, int]] | None:
        seen = await others()
        return seen if len(seen) >= 3 and all(one == (0, 2) for one in seen.values()) else None

    before = await found(quiet, within=60)
    try:
        async with running([build(database, count)], bus, SystemClock()):
            numbers = [(await send(unit))[1]["number"] for _ in range(3)]
            await eventually(lambda: count.by_unit == {"370100": 3}, within=30)
            for number in numbers:
                await story_of(Person(distributed.url, "sample-editor-1"), number)
            assert (await found(quiet, within=60)) == before
    finally:
        await bus.close()
        await database.close()
