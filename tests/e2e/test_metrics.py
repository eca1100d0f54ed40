"""What the alerts and the dashboard ask for is what a running system tells."""

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.conftest import new_postgres_database
from tests.deploy.figures import asked_for, exported
from tests.distributed import SERVICES, Distributed
from tests.needs import need
from tests.rabbitmq import PrivateRabbit, Rabbit
from tests.running import Running, eventually

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
async def distributed(tmp_path: Path, rabbit: Rabbit, postgres_url: str) -> AsyncIterator[Distributed]:
    need(shutil.which("nginx"), "nginx")
    host = rabbit.new_virtual_host()
    async with new_postgres_database(postgres_url) as database_url:
        system = Distributed(tmp_path, rabbit.url(host), rabbit.management_url, database_url, replicas=1)
        try:
            yield await system.start()
        finally:
            await system.end()


async def metrics(port: int) -> str:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/metrics") as answer:
        assert answer.status == 200
        return await answer.text()


@pytest.mark.rabbitmq
@pytest.mark.postgres
async def test_every_figure_that_is_asked_for_is_exported(distributed: Distributed, rabbit: Rabbit):
    async def told() -> dict[str, str]:
        pages = {replica.name: await metrics(replica.admin_port) for replica in distributed.replicas}
        # The queues are read a few times a minute; each service has its first event when another has said it.
        seen = 'lianbo_queue_consumers{queue="publisher.submissions"' in pages["ingest"]
        heard = all("lianbo_broker_received_messages_total{" in page for page in pages.values())
        return pages if seen and heard else {}

    pages = await eventually(told, within=60)
    ours = set[str]().union(*map(exported, pages.values()))
    assert {name for name in asked_for() if name.startswith(("lianbo_", "process_"))} - ours == set()
    for service in SERVICES:
        labels = {found for line in pages[service].splitlines() if line.startswith("lianbo_broker_received_messages_")
                  for found in re.findall(r'service="([^"]+)"', line)}  # fmt: skip
        assert labels == {service}
        assert f'lianbo_service_ready{{service="{service}"}} 1.0' in pages[service]
    if isinstance(rabbit, PrivateRabbit):
        theirs = exported(await metrics(rabbit.metrics_port))
        assert {name for name in asked_for() if name.startswith("rabbitmq_")} - theirs == set()


async def test_one_process_tells_of_all_three_services(tmp_path: Path):
    running = await Running(tmp_path / "var").start()
    try:
        page = await eventually(lambda: _with_empty_outboxes(running), within=60)
    finally:
        await running.end()
    samples = [line.rpartition(" ")[0] for line in page.splitlines() if not line.startswith("#")]
    assert len(samples) == len(set(samples)), "no sample stands twice"
    unnamed = [one for one in samples if one.startswith("lianbo_") and "service=" not in one]
    assert unnamed == []
    for service in SERVICES:
        assert f'lianbo_service_ready{{service="{service}"}} 1.0' in page
        assert f'lianbo_http_failures_total{{service="{service}"}} 0.0' in page
        for part in ("database", "schema", "identity", "bus", "door"):
            assert f'lianbo_part_up{{part="{part}",service="{service}"}} 1.0' in page


async def _with_empty_outboxes(running: Running) -> str:
    """The page once the samples have left the outboxes; read a few times a minute."""
    page = await metrics(running.admin_port)
    shown = [f'lianbo_outbox_unpublished{{service="{service}"}} 0.0' for service in SERVICES]
    return page if "lianbo_queue_consumers{" in page and all(line in page for line in shown) else ""
