"""The acceptance of the main job, unchanged, on the distributed system: two replicas of each service behind nginx."""

import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.conftest import new_postgres_database
from tests.distributed import Distributed
from tests.needs import need
from tests.rabbitmq import Rabbit

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
